import { isError, MlaError } from '../../../errors/error.ts';
import type { ClusterHandle, ClusterRequest } from '../../platform.ts';
import type { CcpApi } from '../api/ccp-api.ts';
import { pauseForPoll, type CcpPacing } from '../api/pacing.ts';
import { createPatientLook } from './poll-with-tolerance.ts';
import type { CcpClusterAnswer } from '../api/shapes.ts';

/** Deletes the cluster that CCP made on our order, and waits until CCP no longer has it. @throws `ccp.deleteTooSlow`, `ccp.otherCluster` */
export async function deleteCcpCluster(
  api: CcpApi,
  handle: ClusterHandle,
  request: ClusterRequest,
  pacing: CcpPacing,
): Promise<void> {
  const cluster = await api.getCluster(handle.id, request.signal);
  if (cluster === undefined) return;
  refuseForeign(cluster, handle);
  await waitUntilGone(api, handle, request, pacing);
}

/** The id is the proof; an answer about another cluster (a look-up that fell back to something else) is not acted on. @throws `ccp.otherCluster` */
export function refuseForeign(cluster: CcpClusterAnswer, handle: ClusterHandle): void {
  if (cluster.id !== handle.id || cluster.name !== handle.name)
    throw new MlaError('ccp.otherCluster', {
      name: handle.name,
      id: handle.id,
      seen: `${cluster.name} (${cluster.id})`,
    });
}

/** Waits until the cluster is gone; orders the deletion (again) whenever CCP does not say that it is deleting. */
export async function waitUntilGone(
  api: CcpApi,
  handle: ClusterHandle,
  request: ClusterRequest,
  pacing: CcpPacing,
): Promise<void> {
  const { signal, tell } = request;
  const startedAt = performance.now();
  const look = createPatientLook(api, handle, request, pacing);
  let status = '';
  for (;;) {
    const result = await look();
    if (result.seen === undefined) {
      if (result.because === 'absent') return;
    } else {
      if (result.seen.status !== undefined && result.seen.status !== status)
        tell({ type: 'status', status: result.seen.status });
      status = result.seen.status ?? status;
      if (status !== 'DELETING') await orderDeletion(api, handle, request);
    }
    const elapsed = performance.now() - startedAt;
    if (elapsed > pacing.giveUpAfter)
      throw new MlaError('ccp.deleteTooSlow', { name: handle.name, status, minutes: Math.round(elapsed / 60_000) });
    await pauseForPoll(startedAt, pacing, signal);
  }
}

/** A deletion can be ordered twice without harm, so an answer that got lost is no failure: the next look tells. */
async function orderDeletion(api: CcpApi, handle: ClusterHandle, { signal, tell }: ClusterRequest): Promise<void> {
  try {
    await api.deleteCluster(handle.id, signal);
  } catch (thrown) {
    if (!isError(thrown, 'ccp.connectionBroke', 'ccp.noAnswer', 'ccp.serverFault')) throw thrown;
    tell({
      type: 'note',
      severity: 'warning',
      message: `${thrown.message} Checking whether CCP deletes the cluster anyway.`,
    });
  }
}
