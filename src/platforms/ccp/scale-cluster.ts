import { MlaError } from '../../errors/error.ts';
import type { ClusterHandle, ClusterRequest } from '../platform.ts';
import type { CcpApi } from './ccp-api.ts';
import { workerGroupName } from './cluster-order.ts';
import { ccpCodes as codes } from './error-codes.ts';
import { createNodeTeller, describeNodes } from './node-news.ts';
import { pauseForPoll, type CcpPacing } from './pacing.ts';
import { createPatientLook } from './patient-look.ts';
import type { CcpClusterAnswer } from './shapes.ts';

/**
 * Gives the cluster this many workers and waits until they run; one that has
 * that many is left alone. Which ones go when there are to be fewer, CCP decides. @throws MLA-CCP-046, 048, 050, 051
 */
export async function scaleCcpWorkers(api: CcpApi, given: { handle: ClusterHandle; count: number; request: ClusterRequest; pacing: CcpPacing }): Promise<void> {
  const { handle, count, request, pacing } = given;
  const { name } = handle;
  const startedAt = performance.now();
  const look = createPatientLook(api, handle, request, pacing);
  const tellChanges = createNodeTeller(request.tell);
  let ordered = false;
  for (;;) {
    const result = await look();
    if (result.seen === undefined && result.because === 'absent') throw new MlaError(codes.gone, { name });
    if (result.seen !== undefined) {
      refuseForeign(result.seen, request);
      tellChanges(result.seen);
      const asWanted = workersOf(result.seen)?.size === count;
      if (asWanted && (!ordered || hasWorkers(result.seen, count))) return;
      if (!asWanted) await orderSize(api, given);
      ordered = true;
    }
    const elapsed = performance.now() - startedAt;
    const reason = result.seen === undefined ? '' : describeNodes(result.seen);
    if (elapsed > pacing.giveUpAfter) throw new MlaError(codes.scalingTooSlow, { name, count, minutes: Math.round(elapsed / 60_000), reason });
    await pauseForPoll(startedAt, pacing, request.signal);
  }
}

function refuseForeign(cluster: CcpClusterAnswer, { owner, installation }: ClusterRequest): void {
  if (cluster.description !== owner) throw new MlaError(codes.notOurs, { name: installation.metadata.name });
}

async function orderSize(api: CcpApi, { handle, count, request }: { handle: ClusterHandle; count: number; request: ClusterRequest }): Promise<void> {
  const refusal = await api.scaleGroup(handle.id, { name: workerGroupName, size: count }, request.signal);
  if (refusal !== undefined) throw new MlaError(codes.scalingRefused, { name: handle.name, count, reason: refusal });
}

function workersOf(cluster: CcpClusterAnswer) {
  return cluster.node_groups?.find((group) => group.name === workerGroupName);
}

function hasWorkers(cluster: CcpClusterAnswer, count: number): boolean {
  const nodes = workersOf(cluster)?.nodes ?? [];
  return cluster.status === 'READY' && nodes.length === count && nodes.every((node) => node.phase === 'Running');
}
