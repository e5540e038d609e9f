import { MlaError, toMlaError } from '../../../errors/error.ts';
import { chooseContext, parseKubeconfig } from '../../../kubernetes/kubeconfig/kubeconfig-text.ts';
import { Secret } from '../../../secret.ts';
import type { ClusterHandle, ClusterRequest } from '../../platform.ts';
import type { CcpApi } from '../api/ccp-api.ts';
import { pauseForPoll, type CcpPacing } from '../api/pacing.ts';
import { createPatientLook } from './poll-with-tolerance.ts';
import { judgeStatus } from './wait-for-cluster.ts';

/** The administrator's kubeconfig; waits a little when a READY cluster has none yet. @throws `ccp.noKubeconfig`, `ccp.clusterGone`, `ccp.badKubeconfig` */
export async function fetchCcpKubeconfig(
  api: CcpApi,
  handle: ClusterHandle,
  request: ClusterRequest,
  pacing: CcpPacing,
): Promise<Secret> {
  const startedAt = performance.now();
  const look = createPatientLook(api, handle, request, pacing);
  for (;;) {
    const result = await look();
    if (result.seen === undefined ? result.because === 'absent' : judgeStatus(result.seen.status) === 'gone')
      throw new MlaError('ccp.clusterGone', { name: handle.name });
    if (result.seen?.kubeconfig !== undefined && result.seen.status === 'READY')
      return checkKubeconfig(result.seen.kubeconfig, handle.name);
    if (performance.now() - startedAt > pacing.kubeconfigWait)
      throw new MlaError('ccp.noKubeconfig', { name: handle.name });
    await pauseForPoll(startedAt, pacing, request.signal);
  }
}

function checkKubeconfig(text: string, name: string): Secret {
  const reason = whyUnusable(text);
  if (reason !== undefined) throw new MlaError('ccp.badKubeconfig', { name, reason });
  return new Secret(text);
}

/** Says what is wrong and never quotes the kubeconfig: it holds keys. */
function whyUnusable(text: string): string | undefined {
  try {
    const { cluster } = chooseContext(parseKubeconfig(text), undefined);
    return URL.canParse(cluster.server) ? undefined : 'its server is no address.';
  } catch (thrown) {
    return toMlaError(thrown).message;
  }
}
