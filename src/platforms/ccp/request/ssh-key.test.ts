import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseSshPublicKey } from './ssh-key.ts';

/** An OpenSSH public key made from a fresh pair (RFC 8709). */
function freshKey(): { text: string; blob: Buffer } {
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const blob = Buffer.concat([field(Buffer.from('ssh-ed25519')), field(raw)]);
  return { text: `ssh-ed25519 ${blob.toString('base64')} me@example.com`, blob };
}

describe('an SSH public key', () => {
  test('tells its type and its fingerprint as ssh-keygen does', () => {
    const { text, blob } = freshKey();
    const fingerprint = `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
    expect(parseSshPublicKey(`  ${text}\n`)).toEqual({ text, type: 'ssh-ed25519', fingerprint });
  });

  test.each([
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----', /private key/],
    ['two keys', `${freshKey().text}\n${freshKey().text}`, /more than one line/],
    ['something else', 'hello world', /begins with "hello"/],
    ['a key cut off', freshKey().text.slice(0, 40), /cut off/],
    ['a key of another type than it says', freshKey().text.replace('ssh-ed25519', 'ssh-rsa'), /cut off or damaged/],
    ['nothing', '', /begins with ""/],
  ])('that is %s is refused with the reason', (_, given, reason) => {
    expect(() => parseSshPublicKey(given)).toThrow(reason);
  });
});
