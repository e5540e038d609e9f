import { MlaError } from '../../../errors/error.ts';
import { countWorkers } from '../../../installation/worker-groups.ts';
import type { CcpApi } from '../api/ccp-api.ts';
import { refuseForeign } from './delete-cluster.ts';
import { createGroupOrders, type Scaling } from '../request/group-orders.ts';
import { createNodeTeller, describeNodes } from './node-news.ts';
import { pauseForPoll } from '../api/pacing.ts';
import { createPatientLook } from './poll-with-tolerance.ts';
import { judgeStatus } from './wait-for-cluster.ts';
import { findGroupChanges, hasWorkers, createDifferenceTeller } from '../request/worker-changes.ts';

/**
 * Gives each group of workers the number that the installation asks for, adds
 * groups that are new, takes away those of no workers, and waits until all run;
 * a cluster that has them is left alone. Which workers go when there are to be
 * fewer, CCP decides. @throws `ccp.tooFewAddresses`, `ccp.clusterGone`, `ccp.otherCluster`, `ccp.scaleRefused`, `ccp.scaleTooSlow`
 */
export async function scaleCcpWorkers(api: CcpApi, scaling: Scaling): Promise<void> {
  const { handle, ccp, request, pacing } = scaling;
  const { name } = handle;
  const startedAt = performance.now();
  const look = createPatientLook(api, handle, request, pacing);
  const tellChanges = createNodeTeller(request.tell);
  const tellDifferences = createDifferenceTeller(ccp, request.tell);
  const order = createGroupOrders(api, scaling);
  let ordered = false;
  for (;;) {
    const result = await look();
    if (result.seen === undefined ? result.because === 'absent' : judgeStatus(result.seen.status) === 'gone')
      throw new MlaError('ccp.clusterGone', { name });
    if (result.seen !== undefined) {
      refuseForeign(result.seen, handle);
      tellChanges(result.seen);
      tellDifferences(result.seen);
      const changes = findGroupChanges(result.seen, ccp);
      if (changes.length === 0 && (!ordered || hasWorkers(result.seen, ccp))) return;
      await order(changes);
      ordered = true;
    }
    const elapsed = performance.now() - startedAt;
    const reason = result.seen === undefined ? '' : describeNodes(result.seen);
    if (elapsed > pacing.giveUpAfter)
      throw new MlaError('ccp.scaleTooSlow', {
        name,
        count: countWorkers(ccp),
        minutes: Math.round(elapsed / 60_000),
        reason,
      });
    await pauseForPoll(startedAt, pacing, request.signal);
  }
}
