import { encodeBase64, hash } from 'bcryptjs';
import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';

/** Each secret an installation has of its own, and what it is for. */
export const credentialNames = {
  userPassword: 'Password of the first user',
  userPasswordHash: 'bcrypt hash of that password, for dex',
  oidcClientSecret: 'What OAuth2 Proxy proves itself to dex with',
  cookieSecret: 'What OAuth2 Proxy encrypts session cookies with',
  objectStoreAccessKey: 'Access key of the object store of pipelines',
  objectStoreSecretKey: 'Secret key of the object store of pipelines',
  pipelinesDatabasePassword: 'Root password of the pipelines database',
  katibDatabasePassword: 'Root password of the Katib database',
  registryDatabasePassword: 'Password of the model registry database',
  catalogDatabasePassword: 'Password of the model catalog database',
  historyDatabasePassword: 'Password of the history database of the practice release',
} as const;

export type CredentialName = keyof typeof credentialNames;

/** The secrets of one installation. Made once and kept: databases remember the first password they are given. */
export type Credentials = Readonly<Record<CredentialName, Secret>>;

/** That many random bytes, for example `crypto.randomBytes`. */
export type RandomBytes = (count: number) => Uint8Array;

/** Dex demands at least 10; upstream's published hash has 12. */
const BCRYPT_COST = 12;

/** bcrypt reads no further. */
const LONGEST_PASSWORD_BYTES = 72;

/** AES-256, as OAuth2 Proxy reads it: URL-safe base64 of 32 bytes. */
const COOKIE_SECRET_BYTES = 32;

/**
 * New secrets, and the hash of the user's password (a generated one unless
 * given). Takes about half a second of pauses for the hash. Throws
 * MLA-KUBEFLOW-015 for a password that bcrypt would cut off.
 */
export async function generateCredentials(random: RandomBytes, chosen: { userPassword?: Secret } = {}): Promise<Credentials> {
  const userPassword = chosen.userPassword ?? new Secret(randomText(random, 16));
  if (Buffer.byteLength(userPassword.reveal()) > LONGEST_PASSWORD_BYTES) throw new MlaError('MLA-KUBEFLOW-015', { limit: LONGEST_PASSWORD_BYTES });
  const salt = `$2b$${BCRYPT_COST}$${encodeBase64(random(16), 16)}`;
  const text = (length: number): Secret => new Secret(randomText(random, length));
  return {
    userPassword,
    userPasswordHash: new Secret(await hash(userPassword.reveal(), salt)),
    oidcClientSecret: text(40),
    cookieSecret: new Secret(Buffer.from(random(COOKIE_SECRET_BYTES)).toString('base64url')),
    objectStoreAccessKey: text(20),
    objectStoreSecretKey: text(40),
    pipelinesDatabasePassword: text(32),
    katibDatabasePassword: text(32),
    registryDatabasePassword: text(32),
    catalogDatabasePassword: text(32),
    historyDatabasePassword: text(32),
  };
}

/** Letters and digits without look-alikes: these values pass through shells, URLs and YAML unharmed, and can be typed. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

function randomText(random: RandomBytes, length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      /* Bytes beyond a whole number of alphabets would favour its beginning. */
      if (byte < 256 - (256 % ALPHABET.length) && text.length < length) text += ALPHABET[byte % ALPHABET.length] ?? '';
    }
  }
  return text;
}

/** In the clear, for encrypted storage only. */
export function revealCredentials(credentials: Credentials): Record<CredentialName, string> {
  const entries = Object.entries(credentials) as [CredentialName, Secret][];
  return Object.fromEntries(entries.map(([name, secret]) => [name, secret.reveal()])) as Record<CredentialName, string>;
}

/** Back from storage. Undefined when a secret is missing, as after an update that brought a new one. */
export function restoreCredentials(stored: Readonly<Record<string, string>>): Credentials | undefined {
  const names = Object.keys(credentialNames) as CredentialName[];
  if (names.some((name) => stored[name] === undefined)) return undefined;
  return Object.fromEntries(names.map((name) => [name, new Secret(stored[name] ?? '')])) as Credentials;
}
