import { useQuery } from '@tanstack/react-query';
import type { ClusterView } from '../../../../src/api/contract.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { clusterQuery, platformsQuery } from '../../api/queries.ts';

/** Whether a platform creates its clusters on the server's machine. False while that is not known. */
export function useIsOnThisMachine(platform: PlatformId): boolean {
  const { data } = useQuery(platformsQuery);
  return data?.some(({ id, onThisMachine }) => id === platform && onThisMachine === true) === true;
}

/** An installation, and the platform of its cluster. */
export interface ClusterPlace {
  readonly name: string;
  readonly platform: PlatformId;
}

/** Whether an installation's cluster runs. Undefined for a cluster that cannot be stopped, or while nothing is known. */
export function useClusterState({ name, platform }: ClusterPlace): ClusterView['state'] | undefined {
  const isHere = useIsOnThisMachine(platform);
  const { data } = useQuery({ ...clusterQuery(name), enabled: isHere });
  return data?.canStop === true ? data.state : undefined;
}
