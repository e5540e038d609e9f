import { MlaError } from '../../errors/error.ts';
import type { LoginWish } from '../../kubeflow/login/stations.ts';
import { isUnsettled, settlePassword } from '../../runs/credentials/first-password.ts';
import type { ServerParts } from '../dependencies.ts';
import { isSimulated, viewInstallation } from './installation-views.ts';
import { withCluster } from './with-cluster.ts';

/** The first user's login as the cluster has it, after a change of the password that was interrupted. Throws `run.passwordUnknown`. */
export async function firstLogin(
  parts: Pick<ServerParts, 'installations' | 'openCluster'>,
  name: string,
  signal: AbortSignal,
): Promise<LoginWish> {
  const { installations } = parts;
  const last = await installations.loadCredentials(name);
  const stored = isUnsettled(last)
    ? await withCluster(parts, name, (cluster) => settlePassword({ installations, cluster }, name, signal))
    : last;
  // What the cluster has: a refused run may have asked for another user.
  const email = (await installations.findInstalled(name))?.spec.kubeflow?.user.email ?? stored.email;
  if (stored.password === undefined) throw new MlaError('run.passwordUnknown', { email, installation: name });
  return { email, password: stored.password };
}

/** Throws `access.simulated` where nothing runs in the pods. */
export async function refuseSimulated(parts: ServerParts, name: string): Promise<void> {
  if (isSimulated(await viewInstallation(await parts.installations.getInstallation(name), parts)))
    throw new MlaError('access.simulated', { name });
}
