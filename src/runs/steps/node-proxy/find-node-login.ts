import { nodeSecrets } from '../../../installation/proxy/node-secrets.ts';
import type { InstallationStore } from '../../store/installation-store.ts';
import type { NodeLogin } from './node-services.ts';

/** How the nodes of an installation can be logged in to, for looking at them. Undefined where there is no key: none is made for that. Throws `node.badPrivateKey`. */
export async function findNodeLogin(
  store: Pick<InstallationStore, 'loadGivenSecrets' | 'loadNodeAccess'>,
  installation: string,
): Promise<NodeLogin | undefined> {
  const { [nodeSecrets.key]: given, [nodeSecrets.sudoPassword]: sudoPassword } =
    await store.loadGivenSecrets(installation);
  const { key: made, hostKeys, done = {} } = await store.loadNodeAccess(installation);
  if (given === undefined) return made && { made, sudoPassword, hostKeys, done };
  const { readNodeKey } = await import('../../../cluster-proxy/ssh/node-key.ts');
  return { own: readNodeKey(given), ...(made !== undefined && { made }), sudoPassword, hostKeys, done };
}
