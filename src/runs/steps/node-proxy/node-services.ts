import type { NodeKey } from '../../../cluster-proxy/ssh/node-key.ts';
import type { Installation } from '../../../installation/installation.ts';
import type { ProxyWish } from '../../../installation/proxy/refuse-proxy.ts';
import { nodeSecrets } from '../../../installation/proxy/node-secrets.ts';
import { definitionOf } from '../../../platforms/unions.ts';
import type { Secret } from '../../../secret.ts';
import type { InstallationStore } from '../../store/installation-store.ts';

/** How the nodes of an installation are logged in to. */
export interface NodeLogin {
  /** The user’s own key, where they gave its private half. */
  readonly own?: NodeKey;
  /** The key that MLAnywhere made, which leaves each node when the work there is done. There where the user gave none, also before. */
  readonly made?: NodeKey;
  readonly sudoPassword: Secret | undefined;
  /** Known host keys by node. */
  readonly hostKeys: Readonly<Record<string, string>>;
  /** What each node was brought to, by node: the digest of its files. */
  readonly done: Readonly<Record<string, string>>;
}

/** What the steps know of the nodes. */
export interface NodeServices {
  /** Where the user gave no key, MLAnywhere makes one at the first call. Throws `node.badPrivateKey`. */
  login(installation: string): Promise<NodeLogin>;
  /** The host keys that are known. */
  hostKeys(installation: string): Promise<Readonly<Record<string, string>>>;
  pin(installation: string, node: string, hostKey: string): Promise<void>;
  /** Remembers what a node was brought to. */
  finish(installation: string, node: string, digest: string): Promise<void>;
  /** Where sshd of a node listens; port 22 of its address when absent. */
  readonly placeOf?: (node: string, address: string) => { readonly host: string; readonly port: number };
}

export function createNodeServices(
  store: Pick<InstallationStore, 'loadGivenSecrets' | 'loadNodeAccess' | 'changeNodeAccess'>,
): NodeServices {
  return {
    async login(installation) {
      const known = await findNodeLogin(store, installation);
      if (known !== undefined) return known;
      const { makeNodeKey } = await import('../../../cluster-proxy/ssh/node-key.ts');
      // Another run may have made one meanwhile.
      await store.changeNodeAccess(installation, (now) => ({ ...now, key: now.key ?? makeNodeKey() }));
      const made = await findNodeLogin(store, installation);
      if (made === undefined) throw new Error(`the key for the nodes of ${installation} was not stored`);
      return made;
    },
    hostKeys: async (installation) => (await store.loadNodeAccess(installation)).hostKeys,
    async pin(installation, node, hostKey) {
      await store.changeNodeAccess(installation, (now) => ({ ...now, hostKeys: { ...now.hostKeys, [node]: hostKey } }));
    },
    async finish(installation, node, digest) {
      await store.changeNodeAccess(installation, (now) => ({ ...now, done: { ...now.done, [node]: digest } }));
    },
  };
}

/** How the nodes of an installation can be logged in to. Undefined where there is no key: none is made for that. Throws `node.badPrivateKey`. */
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

/** Whether an installation has a proxy that MLAnywhere itself puts on the nodes. */
export function hasNodeProxy({ spec: { proxy, cluster } }: Installation): boolean {
  const set = proxy?.http !== undefined || proxy?.https !== undefined;
  return set && definitionOf(cluster.platform).ssh !== undefined;
}

/** What of a proxy is for the nodes. */
export function nodeProxyOf({ proxy }: Installation['spec']): ProxyWish | undefined {
  if (proxy === undefined) return undefined;
  const { pods, ...nodes } = proxy;
  return nodes;
}

/** The installation as it is ordered: where the user gave no private key, the nodes get the one that MLAnywhere made. */
export async function withNodeKey(installation: Installation, nodes: NodeServices): Promise<Installation> {
  const { spec, metadata } = installation;
  const { ssh } = definitionOf(spec.cluster.platform);
  if (ssh === undefined || !hasNodeProxy(installation)) return installation;
  const { own, made } = await nodes.login(metadata.name);
  if (own !== undefined || made === undefined) return installation;
  return {
    ...installation,
    spec: { ...spec, cluster: ssh.withKey(spec.cluster, made.publicKey) as typeof spec.cluster },
  };
}
