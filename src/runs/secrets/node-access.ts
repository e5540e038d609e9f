import { Secret } from '../../secret.ts';

/** What is kept of the nodes of an installation, encrypted. */
export interface StoredNodeAccess {
  /** The key that MLAnywhere made, where the user gave none of their own. On a node only until the work there is done. */
  readonly key?: { readonly privateKey: Secret; readonly publicKey: string };
  /** Fingerprints of host keys as they were at the first time, by node. */
  readonly hostKeys: Readonly<Record<string, string>>;
  /** What each node was brought to, by node: the digest of its files. */
  readonly done?: Readonly<Record<string, string>>;
}

/** With another host key for a node. It can be another machine: nothing is known of what it has. */
export function trustHostKey(access: StoredNodeAccess, node: string, hostKey: string): StoredNodeAccess {
  const { [node]: before, ...done } = access.done ?? {};
  return { ...access, hostKeys: { ...access.hostKeys, [node]: hostKey }, done };
}

/** The row of `installation_secret`. Its name stays: what is sealed belongs to it. */
export const nodeAccessRow = 'node-access';

export function openNodeAccess(sealed: Secret | undefined): StoredNodeAccess {
  if (sealed === undefined) return { hostKeys: {} };
  const { key, ...rest } = JSON.parse(sealed.reveal()) as {
    key?: { privateKey: string; publicKey: string };
    hostKeys: Record<string, string>;
    done?: Record<string, string>;
  };
  return { ...(key && { key: { ...key, privateKey: new Secret(key.privateKey) } }), ...rest };
}

export function sealNodeAccess({ key, ...rest }: StoredNodeAccess): Secret {
  return new Secret(JSON.stringify({ ...(key && { key: { ...key, privateKey: key.privateKey.reveal() } }), ...rest }));
}
