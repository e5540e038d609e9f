import { MlaError } from '../../../errors/error.ts';
import type { ClusterHandle, ClusterRequest } from '../../platform.ts';
import type { CcpApi } from '../api/ccp-api.ts';
import { judgeStatus } from './wait-for-cluster.ts';

/** `ccp.clusterGone` when CCP has the cluster no longer or is deleting it. A 404 may come from something in between: the list must lack it too. */
export async function findCcpLoss(
  api: CcpApi,
  { id, name }: ClusterHandle,
  { signal }: ClusterRequest,
): Promise<MlaError | undefined> {
  const seen =
    (await api.getCluster(id, signal)) ?? (await api.listClusters(signal)).find((cluster) => cluster.id === id);
  return seen === undefined || judgeStatus(seen.status) === 'gone'
    ? new MlaError('ccp.clusterGone', { name })
    : undefined;
}
