import { MlaError } from '../../errors/error.ts';
import type { CcpCluster } from '../../installation/installation.ts';
import { countWorkers } from '../../installation/worker-groups.ts';
import type { ClusterHandle, ClusterRequest } from '../platform.ts';
import type { CcpApi } from './ccp-api.ts';
import { buildNodeGroup } from './cluster-order.ts';
import { ccpCodes as codes } from './error-codes.ts';
import { createNodeTeller, describeNodes } from './node-news.ts';
import { pauseForPoll, type CcpPacing } from './pacing.ts';
import { createPatientLook } from './patient-look.ts';
import { checkFreeAddresses, findByName } from './resolve-names.ts';
import type { CcpClusterAnswer } from './shapes.ts';
import { judgeStatus } from './wait-for-cluster.ts';
import { findGroupChanges, hasWorkers, createDifferenceTeller, type GroupChange } from './worker-changes.ts';

interface Scaling {
  readonly handle: ClusterHandle;
  readonly ccp: CcpCluster;
  readonly request: ClusterRequest;
  readonly pacing: CcpPacing;
}

/**
 * Gives each group of workers the number that the installation asks for, adds
 * groups that are new, takes away those of no workers, and waits until all run;
 * a cluster that has them is left alone. Which workers go when there are to be
 * fewer, CCP decides. @throws MLA-CCP-033, 046, 048, 050, 051
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
    if (result.seen === undefined ? result.because === 'absent' : judgeStatus(result.seen.status) === 'gone') throw new MlaError(codes.gone, { name });
    if (result.seen !== undefined) {
      refuseForeign(result.seen, request);
      tellChanges(result.seen);
      tellDifferences(result.seen);
      const changes = findGroupChanges(result.seen, ccp);
      if (changes.length === 0 && (!ordered || hasWorkers(result.seen, ccp))) return;
      await order(changes);
      ordered = true;
    }
    const elapsed = performance.now() - startedAt;
    const reason = result.seen === undefined ? '' : describeNodes(result.seen);
    if (elapsed > pacing.giveUpAfter) throw new MlaError(codes.scalingTooSlow, { name, count: countWorkers(ccp), minutes: Math.round(elapsed / 60_000), reason });
    await pauseForPoll(startedAt, pacing, request.signal);
  }
}

function refuseForeign(cluster: CcpClusterAnswer, { owner, installation }: ClusterRequest): void {
  if (cluster.description !== owner) throw new MlaError(codes.notOurs, { name: installation.metadata.name });
}

/** Orders changes; a size as often as CCP does not show it, since that is safe to repeat, a group that comes or goes once. */
function createGroupOrders(api: CcpApi, { handle, ccp, request }: Scaling): (changes: readonly GroupChange[]) => Promise<void> {
  const { signal } = request;
  const once = new Set<string>();
  let addressesChecked = false;

  return async (changes) => {
    if (!addressesChecked) await checkGrowth(api, { ccp, changes, signal });
    addressesChecked = true;
    for (const { type, group } of changes) {
      if (type !== 'resize' && once.has(group.name)) continue;
      once.add(group.name);
      const refusal = await {
        add: () => api.addGroup(handle.id, buildNodeGroup(group, ccp), signal),
        remove: () => api.removeGroup(handle.id, group.name, signal),
        resize: () => api.scaleGroup(handle.id, { name: group.name, size: group.count }, signal),
      }[type]();
      if (refusal !== undefined) throw new MlaError(codes.scalingRefused, { name: handle.name, group: group.name, count: group.count, reason: refusal });
    }
  };
}

/** Better said before the first group grows than found out by the last. @throws MLA-CCP-033 */
async function checkGrowth(api: CcpApi, given: { ccp: CcpCluster; changes: readonly GroupChange[]; signal: AbortSignal }): Promise<void> {
  const needed = given.changes.reduce((sum, { growth }) => sum + growth, 0);
  if (needed > 0) checkFreeAddresses(findByName(await api.listSubnets(given.signal), given.ccp.vipPool, 'VIP pool'), needed);
}
