import { useQuery } from '@tanstack/react-query';
import { useFormContext, useWatch } from 'react-hook-form';
import type { MachineView } from '../../../../src/api/contract.ts';
import { clusterSchema, type InstallationInput } from '../../../../src/installation/installation.ts';
import { machineQuery } from '../../api/queries.ts';
import { bareCluster } from './bare-cluster.ts';
import { useIsOnThisMachine } from './use-cluster-state.ts';

/** What of the draft's cluster the machine is asked about: while a field is wrong, only its platform. */
export function useAskedCluster(): InstallationInput['spec']['cluster'] {
  const { control } = useFormContext<InstallationInput>();
  const cluster = useWatch({ control, name: 'spec.cluster' });
  return clusterSchema.safeParse(cluster).success ? cluster : bareCluster(cluster.platform);
}

/** The machine that the draft's cluster would be made on; undefined for clusters elsewhere, or while nothing is known. */
export function useDraftMachine(): MachineView | undefined {
  const cluster = useAskedCluster();
  const isHere = useIsOnThisMachine(cluster.platform);
  return useQuery({ ...machineQuery(cluster), enabled: isHere }).data;
}
