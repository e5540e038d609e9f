import ssh2 from 'ssh2';
import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';

/** A key pair for logging in to nodes. */
export interface NodeKey {
  readonly privateKey: Secret;
  /** One line, as in authorized_keys. */
  readonly publicKey: string;
}

/** What the keys that MLAnywhere makes are called on the nodes. */
const comment = 'mlanywhere-temporary';

/** A new pair, made in memory. Write its private half nowhere but into the vault. */
export function makeNodeKey(): NodeKey {
  const { private: privateKey, public: publicKey } = ssh2.utils.generateKeyPairSync('ed25519', { comment });
  return { privateKey: new Secret(privateKey), publicKey: publicKey.trim() };
}

/** A key that a person gave. Throws `node.badPrivateKey`. */
export function readNodeKey(text: Secret): NodeKey {
  const parsed = ssh2.utils.parseKey(text.reveal());
  if (parsed instanceof Error) throw new MlaError('node.badPrivateKey', { reason: sayProblem(parsed.message) });
  const [key] = [parsed].flat();
  if (key?.isPrivateKey() !== true) throw new MlaError('node.badPrivateKey', { reason: 'it is a public key' });
  return { privateKey: text, publicKey: `${key.type} ${key.getPublicSSH().toString('base64')}` };
}

/** The library's words never have the key in them, but they are for programmers. */
function sayProblem(message: string): string {
  return /passphrase|encrypted/i.test(message) ? 'it has a passphrase' : 'it is no private key of OpenSSH';
}
