import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readSshKey } from './ssh-key.ts';

/** Length before each part, as RFC 4253 has it. */
function wire(...parts: readonly Buffer[]): string {
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  ).toString('base64');
}

const raw = Buffer.from(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
const encoded = wire(Buffer.from('ssh-ed25519'), raw);

/** ssh-keygen's own opinion; undefined where it is not installed. */
function fingerprintBySshKeygen(key: string): string | undefined {
  try {
    return execFileSync('ssh-keygen', ['-l', '-f', '-'], { input: `${key}\n`, encoding: 'utf8' }).split(' ')[1];
  } catch {
    return undefined;
  }
}

describe('a public SSH key', () => {
  test('tells its type, its comment with all its words, and its fingerprint', async () => {
    const key = await readSshKey(`  ssh-ed25519 ${encoded} me at work\n`);
    expect(key).toMatchObject({
      type: 'ssh-ed25519',
      comment: 'me at work',
      fingerprint: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/) as unknown,
    });
  });

  test.skipIf(fingerprintBySshKeygen(`ssh-ed25519 ${encoded}`) === undefined)(
    'has the fingerprint that ssh-keygen shows',
    async () => {
      expect(await readSshKey(`ssh-ed25519 ${encoded}`)).toMatchObject({
        fingerprint: fingerprintBySshKeygen(`ssh-ed25519 ${encoded}`),
      });
    },
  );

  test.each([
    { what: 'a private key', text: '-----BEGIN OPENSSH PRIVATE KEY-----\nabc', says: /private/i },
    { what: 'something else', text: 'hello', says: /./ },
    { what: 'a type nobody uses any more', text: `ssh-dss ${encoded}`, says: /ssh-dss/ },
    { what: 'a key cut off in the middle', text: `ssh-ed25519 ${encoded.slice(0, 40)}`, says: /./ },
    { what: 'a key that is no base64', text: 'ssh-ed25519 AAAA*', says: /./ },
    { what: 'a key whose inside is of another type', text: `ssh-rsa ${encoded}`, says: /./ },
    { what: 'a type without numbers', text: `ssh-ed25519 ${wire(Buffer.from('ssh-ed25519'))}`, says: /./ },
  ])('refuses $what with words', async ({ text, says }) => {
    const read = await readSshKey(text);
    expect('problem' in read ? read.problem : '').toMatch(says);
  });
});
