import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { MlaError } from '../errors/error.ts';
import { Secret } from '../secret.ts';

/** Where a secret is kept. It is part of the encryption: a record copied to another row cannot be read there. */
export interface VaultPlace {
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

/** Encrypts secrets for the database. */
export interface Vault {
  seal(secret: Secret, place: VaultPlace): string;
  /** Throws MLA-RUN-011 when the key is another one or the record was changed. */
  open(sealed: string, place: VaultPlace): Secret;
}

export interface VaultParts {
  /** Made at the first start, mode 0600. */
  readonly keyFile: string;
  /** Value of MLA_SECRET_KEY: 32 bytes in base64; used instead of the file. */
  readonly environmentKey?: string | undefined;
}

const cipher = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** AES-256-GCM with a random nonce. A record is `v1.<key id>.<base64 of nonce, tag and ciphertext>`. Throws MLA-RUN-012 for a bad key. */
export async function openVault({ keyFile, environmentKey }: VaultParts): Promise<Vault> {
  const key = environmentKey ? readKey(environmentKey, 'MLA_SECRET_KEY') : await readKeyFile(keyFile);
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return {
    seal(secret, place) {
      const nonce = randomBytes(nonceBytes);
      const encryption = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(describePlace(place));
      const text = Buffer.concat([encryption.update(secret.reveal(), 'utf8'), encryption.final()]);
      return `v1.${keyId}.${Buffer.concat([nonce, encryption.getAuthTag(), text]).toString('base64')}`;
    },
    open(sealed, place) {
      try {
        const [version, id, content = ''] = sealed.split('.');
        if (version !== 'v1' || id !== keyId) throw new Error(`sealed with key ${id ?? 'unknown'}, not ${keyId}`);
        const bytes = Buffer.from(content, 'base64');
        const decryption = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(describePlace(place));
        decryption.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return new Secret(Buffer.concat([decryption.update(bytes.subarray(nonceBytes + tagBytes)), decryption.final()]).toString('utf8'));
      } catch (error) {
        throw new MlaError('MLA-RUN-011', { place: `${place.table} ${place.row}` }, { cause: error });
      }
    },
  };
}

async function readKeyFile(path: string): Promise<Buffer> {
  try {
    await writeFile(path, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw new MlaError('MLA-RUN-012', { source: path, reason: 'others may read the file' });
  return readKey(await readFile(path, 'utf8'), path);
}

function readKey(text: string, source: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== keyBytes) throw new MlaError('MLA-RUN-012', { source, reason: `it has ${key.length} bytes, not ${keyBytes}` });
  return key;
}

function describePlace({ table, row, column }: VaultPlace): Buffer {
  return Buffer.from(JSON.stringify([table, row, column]));
}
