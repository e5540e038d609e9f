import { MlaError } from '../../../errors/error.ts';
import type { ErrorKey } from '../../../errors/registry.ts';
import type { ClusterHandle, ClusterRequest } from '../../platform.ts';
import type { CcpApi } from '../api/ccp-api.ts';
import type { CcpPacing } from '../api/pacing.ts';
import type { CcpClusterAnswer } from '../api/shapes.ts';

/** Trouble that passes by itself: a restart of CCP, of a proxy, of the network. */
const passing: ReadonlySet<ErrorKey> = new Set([
  'ccp.connectionRefused',
  'ccp.hostUnknown',
  'ccp.unreachable',
  'ccp.proxyRefused',
  'ccp.connectionBroke',
  'ccp.noAnswer',
  'ccp.notCcp',
  'ccp.serverFault',
  'ccp.noV3Api',
]);

/** What a look at a cluster showed; `trouble`: nothing could be seen this time. */
export type Look =
  { readonly seen: CcpClusterAnswer } | { readonly seen: undefined; readonly because: 'absent' | 'trouble' };

/**
 * Looks at one cluster again and again through trouble that passes: told of
 * once when it begins and once when it is over, thrown when it stays too long.
 */
export function createPatientLook(
  api: CcpApi,
  handle: ClusterHandle,
  { signal, tell }: ClusterRequest,
  pacing: CcpPacing,
): () => Promise<Look> {
  let troubleSince: number | undefined;

  return async () => {
    try {
      const seen = await api.getCluster(handle.id, signal);
      if (troubleSince !== undefined) tell({ type: 'note', severity: 'info', message: 'CCP answers again.' });
      troubleSince = undefined;
      return seen === undefined ? { seen, because: 'absent' } : { seen };
    } catch (thrown) {
      if (!(thrown instanceof MlaError) || !passing.has(thrown.key)) throw thrown;
      if (troubleSince === undefined)
        tell({ type: 'note', severity: 'warning', message: `${thrown.message} Retrying.` });
      troubleSince ??= performance.now();
      if (performance.now() - troubleSince > pacing.troubleLimit) throw thrown;
      return { seen: undefined, because: 'trouble' };
    }
  };
}
