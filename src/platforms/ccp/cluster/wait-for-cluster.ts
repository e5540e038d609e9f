import { MlaError } from '../../../errors/error.ts';
import type { ClusterHandle, ClusterRequest } from '../../platform.ts';
import type { CcpApi } from '../api/ccp-api.ts';
import { createNodeTeller, describeNodes } from './node-news.ts';
import { pauseForPoll, type CcpPacing } from '../api/pacing.ts';
import { createPatientLook } from './poll-with-tolerance.ts';
import type { CcpClusterAnswer } from '../api/shapes.ts';

/** CCP may not list a new cluster for a moment. */
const looksUntilGone = 3;

/** Waits until the cluster is READY, and tells its status and nodes on the way. @throws `ccp.createFailed`, `ccp.createTooSlow`, `ccp.clusterGone` */
export async function waitForCcpCluster(
  api: CcpApi,
  handle: ClusterHandle,
  request: ClusterRequest,
  pacing: CcpPacing,
): Promise<void> {
  const { signal, tell } = request;
  const look = createPatientLook(api, handle, request, pacing);
  const tellChanges = createNodeTeller(tell);
  const startedAt = performance.now();
  const checkTime = createTimeCheck({ name: handle.name, startedAt, tell, pacing });
  let absences = 0;
  let last: CcpClusterAnswer | undefined;

  for (;;) {
    const result = await look();
    if (result.seen === undefined) {
      absences = result.because === 'absent' ? absences + 1 : 0;
      if (absences >= looksUntilGone) throw new MlaError('ccp.clusterGone', { name: handle.name });
    } else {
      absences = 0;
      last = result.seen;
      tellChanges(last);
      if (isReady(last)) return;
    }
    checkTime(last);
    await pauseForPoll(startedAt, pacing, signal);
  }
}

/** @throws if it will never be ready */
function isReady(cluster: CcpClusterAnswer): boolean {
  const { name, status } = cluster;
  const verdict = judgeStatus(status);
  if (verdict === 'gone') throw new MlaError('ccp.clusterGone', { name });
  if (verdict === 'failed')
    throw new MlaError('ccp.createFailed', { name, status: status ?? 'missing', reason: describeNodes(cluster) });
  return verdict === 'ready';
}

/** Warns once when it takes long. @throws `ccp.createTooSlow` when it takes too long */
function createTimeCheck(given: {
  name: string;
  startedAt: number;
  tell: ClusterRequest['tell'];
  pacing: CcpPacing;
}): (last: CcpClusterAnswer | undefined) => void {
  const { name, startedAt, tell, pacing } = given;
  let warned = false;

  return (last) => {
    const elapsed = performance.now() - startedAt;
    if (elapsed <= pacing.slowAfter && elapsed <= pacing.giveUpAfter) return;
    const reason = last === undefined ? '' : describeNodes(last);
    const failure = new MlaError('ccp.createTooSlow', {
      name,
      status: last?.status ?? 'not known',
      minutes: Math.round(elapsed / 60_000),
      reason,
    });
    if (elapsed > pacing.giveUpAfter) throw failure;
    if (!warned) tell({ type: 'note', severity: 'warning', message: failure.message });
    warned = true;
  };
}

/** READY alone is success; words that end in -ING go on (but for DELETING); any other word is a failure, whatever it means. */
export function judgeStatus(status: string | undefined): 'ready' | 'going-on' | 'gone' | 'failed' {
  if (status === 'READY') return 'ready';
  if (status === 'DELETING' || status === 'DELETED') return 'gone';
  return status === undefined || status.endsWith('ING') ? 'going-on' : 'failed';
}
