import type { ConnectedPlatformId } from '../../../../../src/platforms/unions.ts';
import type { InstallationView } from '../../../../../src/api/contract.ts';
import type { RunView } from '../../../../../src/api/run.ts';
import { keyOf } from '../../../../../src/errors/registry.ts';
import { retryAdvice } from '../../../../../src/errors/retry-advice.ts';

export type NextAction = 'retry' | 'credentials' | 'change';

/** Actions for a stopped run: the most helpful first. */
export function nextActions(installation: InstallationView, run: RunView): readonly NextAction[] {
  const asItIs: NextAction = helps(run) ? 'retry' : 'change';
  if (!mayChangeCredentials(installation, run)) return [asItIs];
  return isRefusal(run) ? ['credentials', asItIs] : [asItIs, 'credentials'];
}

/** An installation that is wrong fails again as it is. */
function helps({ state, error }: RunView): boolean {
  return state !== 'failed' || error === undefined || retryAdvice(error) !== 'never';
}

function isRefusal({ error }: RunView): boolean {
  return error?.kind === 'unauthorized' || error?.kind === 'forbidden';
}

/** Other credentials can cure what fails at the connection, a refused login and a missing right. */
function mayChangeCredentials(installation: InstallationView, run: RunView): boolean {
  const { state, error, phases } = run;
  if (connectionOf(installation) === undefined) return false;
  if (state !== 'failed' || error === undefined) return true;
  const atConnection = phases.some((phase) => phase.name === 'connect' && phase.state === 'failed');
  return atConnection || isRefusal(run) || keyOf(error.code) === 'preflight.clusterUnfit';
}

/** The credentials that can be changed; the sandbox has none. */
export function connectionOf({
  installation,
}: InstallationView): { name: string; platform: ConnectedPlatformId } | undefined {
  const { cluster } = installation.spec;
  return 'connection' in cluster ? { name: cluster.connection, platform: cluster.platform } : undefined;
}
