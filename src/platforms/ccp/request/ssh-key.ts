import { createHash } from 'node:crypto';
import { MlaError } from '../../../errors/error.ts';
import { ccpCodes as codes } from '../error-codes.ts';

/** An OpenSSH public key, checked. */
export interface SshPublicKey {
  /** One line: type, key, comment. */
  readonly text: string;
  readonly type: string;
  /** As `ssh-keygen -l` shows it: `SHA256:…`. */
  readonly fingerprint: string;
}

const knownTypes = new Set([
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
]);

/** Reads the line of a `.pub` file. @throws MLA-CCP-032 */
export function parseSshPublicKey(given: string): SshPublicKey {
  const text = given.trim();
  if (text.includes('PRIVATE KEY'))
    throw new MlaError(codes.badSshKey, { reason: 'it is a private key; only the public one may leave your machine' });
  if (/[\r\n]/.test(text)) throw new MlaError(codes.badSshKey, { reason: 'it has more than one line' });
  const [type = '', encoded = ''] = text.split(/\s+/);
  if (!knownTypes.has(type))
    throw new MlaError(codes.badSshKey, {
      reason: `it begins with "${type.slice(0, 40)}", not with a key type such as ssh-ed25519`,
    });
  const blob = Buffer.from(encoded, 'base64');
  if (blob.length < 32 || readString(blob) !== type)
    throw new MlaError(codes.badSshKey, { reason: 'its middle part is cut off or damaged' });
  return { text, type, fingerprint: `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}` };
}

/** The key's type, repeated at the front of the key itself with its length (RFC 4253 section 6.6). */
function readString(blob: Buffer): string {
  const length = blob.readUInt32BE(0);
  return blob.subarray(4, 4 + length).toString('latin1');
}
