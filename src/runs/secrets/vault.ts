import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';
import { findPrivateFile, keepPrivateFile } from '../database/private-file.ts';

/** Where a secret is kept. It is part of the encryption: a record copied to another row cannot be read there. */
export interface VaultPlace {
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

/** Encrypts secrets for the database. */
export interface Vault {
  /** Ids of the keys that it opens with. They tell nothing about the keys. */
  readonly keys: readonly string[];
  seal(secret: Secret, place: VaultPlace): string;
  /** Throws `vault.recordSealed` for another key or a modified record. */
  open(sealed: string, place: VaultPlace): Secret;
}

export interface VaultParts {
  /** Created at the first start, mode 0600. During a rotation, the next key is beside it, named by `nextKeyFile`. */
  readonly keyFile: string;
  /** Value of MLA_SECRET_KEY: 32 bytes in base64; used instead of the file. */
  readonly environmentKey?: string | undefined;
}

/** Where a rotation keeps the new key until every record is sealed with it. */
export function nextKeyFile(keyFile: string): string {
  return `${keyFile}.next`;
}

const cipher = 'aes-256-gcm';
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** The vault of the key in use. While a rotation is unfinished it opens what is sealed with either key. Throws `vault.badKey` for a bad key. */
export async function openVault({ keyFile, environmentKey }: VaultParts): Promise<Vault> {
  if (environmentKey) return makeVault(readKey(environmentKey, 'MLA_SECRET_KEY'));
  const key = await keepKeyFile(keyFile);
  const path = nextKeyFile(keyFile);
  const next = await findPrivateFile({ path, refuse: refuseKey(path) });
  return makeVault(key, ...(next === undefined ? [] : [readKey(next, path)]));
}

/**
 * AES-256-GCM with a random nonce. A record is `v1.<key id>.<base64 of nonce,
 * tag and ciphertext>`. Seals with the first key, opens with each.
 */
export function makeVault(key: Buffer, ...others: readonly Buffer[]): Vault {
  const keyId = idOf(key);
  const keys = new Map([key, ...others].map((one) => [idOf(one), one]));
  return {
    keys: [...keys.keys()],
    seal(secret, place) {
      const nonce = randomBytes(nonceBytes);
      const encryption = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes }).setAAD(describePlace(place));
      const text = Buffer.concat([encryption.update(secret.reveal(), 'utf8'), encryption.final()]);
      return `v1.${keyId}.${Buffer.concat([nonce, encryption.getAuthTag(), text]).toString('base64')}`;
    },
    open(sealed, place) {
      try {
        const [version, id, content = ''] = sealed.split('.');
        const known = keys.get(id ?? '');
        if (version !== 'v1' || known === undefined)
          throw new Error(`sealed with key ${id ?? 'unknown'}, not ${[...keys.keys()].join(' or ')}`);
        const bytes = Buffer.from(content, 'base64');
        const decryption = createDecipheriv(cipher, known, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        }).setAAD(describePlace(place));
        decryption.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return new Secret(
          Buffer.concat([decryption.update(bytes.subarray(nonceBytes + tagBytes)), decryption.final()]).toString(
            'utf8',
          ),
        );
      } catch (error) {
        throw new MlaError('vault.recordSealed', { place: `${place.table} ${place.row}` }, { cause: error });
      }
    },
  };
}

/** The key in a file; a new one is made where there is no file. Throws `vault.badKey`, and `database.diskFull` with nothing left behind. */
export async function keepKeyFile(path: string): Promise<Buffer> {
  // A record is useless without its key, so the key is synced first.
  return readKey(
    await keepPrivateFile({ path, make: () => randomBytes(keyBytes).toString('base64'), refuse: refuseKey(path) }),
    path,
  );
}

function refuseKey(source: string): (reason: string) => MlaError {
  return (reason) => new MlaError('vault.badKey', { source, reason });
}

/** Throws `vault.badKey`; the text is never in it. */
export function readKey(text: string, source: string): Buffer {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== keyBytes)
    throw new MlaError('vault.badKey', { source, reason: `it has ${key.length} bytes, not ${keyBytes}` });
  return key;
}

function idOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

function describePlace({ table, row, column }: VaultPlace): Buffer {
  return Buffer.from(JSON.stringify([table, row, column]));
}
