import { MlaError } from '../../../errors/error.ts';
import type { ErrorKey } from '../../../errors/registry.ts';
import type { CcpCluster } from '../definition/cluster.ts';
import type { ClusterHandle, ClusterRequest } from '../../platform.ts';
import type { CcpApi } from '../api/ccp-api.ts';
import { buildNodeGroup } from './cluster-order.ts';
import { unclearFailures } from '../api/network-errors.ts';
import type { CcpPacing } from '../api/pacing.ts';
import { checkFreeAddresses, findByName } from './resolve-names.ts';
import type { GroupChange } from './worker-changes.ts';

/** What is to be scaled, and for whom. */
export interface Scaling {
  readonly handle: ClusterHandle;
  readonly ccp: CcpCluster;
  readonly request: ClusterRequest;
  readonly pacing: CcpPacing;
}

/** After these CCP may have taken an order: a 5xx may come from something in between. */
const unclear: ReadonlySet<ErrorKey> = new Set([...unclearFailures, 'ccp.serverFault']);

/**
 * Orders what is still to be changed, each time it is called; a size as often as
 * CCP does not show it, since that is safe to repeat, a group that comes or goes
 * once. An order that got no clear answer is told of and looked for as long as a
 * new cluster would be; only then its failure is thrown. @throws ccp.tooFewAddresses, ccp.scaleRefused
 */
export function createGroupOrders(
  api: CcpApi,
  { handle, ccp, request, pacing }: Scaling,
): (changes: readonly GroupChange[]) => Promise<void> {
  const { signal, tell } = request;
  const patience = pacing.lookWaits.reduce((sum, wait) => sum + wait, 0);
  const once = new Set<string>();
  const doubts = new Map<string, { readonly since: number; readonly failure: MlaError }>();
  let addressesChecked = false;

  const send = ({ type, group }: GroupChange): Promise<string | undefined> =>
    ({
      add: () => api.addGroup(handle.id, buildNodeGroup(group, ccp), signal),
      remove: () => api.removeGroup(handle.id, group.name, signal),
      resize: () => api.scaleGroup(handle.id, { name: group.name, size: group.count }, signal),
    })[type]();

  const order = async (change: GroupChange): Promise<void> => {
    const { name, count } = change.group;
    const doubt = doubts.get(name);
    const isOverdue = doubt !== undefined && performance.now() - doubt.since > patience;
    if (change.type !== 'resize' && once.has(name)) {
      if (isOverdue) throw doubt.failure;
      return;
    }
    once.add(name);
    try {
      const refusal = await send(change);
      if (refusal !== undefined)
        throw new MlaError('ccp.scaleRefused', { name: handle.name, group: name, count, reason: refusal });
      doubts.delete(name);
    } catch (thrown) {
      if (!(thrown instanceof MlaError) || !unclear.has(thrown.key)) throw thrown;
      if (isOverdue) throw thrown;
      if (doubt !== undefined) return;
      doubts.set(name, { since: performance.now(), failure: thrown });
      tell({
        type: 'note',
        severity: 'warning',
        message: `${thrown.message} Checking whether CCP changed the group ${name} anyway.`,
      });
    }
  };

  return async (changes) => {
    if (!addressesChecked) await checkGrowth(api, { ccp, changes, signal });
    addressesChecked = true;
    // What CCP shows as done is in doubt no longer: a later order for the same group has its own time.
    for (const name of doubts.keys()) if (!changes.some(({ group }) => group.name === name)) doubts.delete(name);
    for (const change of changes) await order(change);
  };
}

/** Checked before the first group grows, not when the last one fails. @throws ccp.tooFewAddresses */
async function checkGrowth(
  api: CcpApi,
  given: { ccp: CcpCluster; changes: readonly GroupChange[]; signal: AbortSignal },
): Promise<void> {
  const needed = given.changes.reduce((sum, { growth }) => sum + growth, 0);
  if (needed > 0)
    checkFreeAddresses(findByName(await api.listSubnets(given.signal), given.ccp.vipPool, 'VIP pool'), needed);
}
