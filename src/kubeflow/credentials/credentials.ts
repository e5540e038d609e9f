import { compare, encodeBase64, hash } from 'bcryptjs';
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
  historyDatabasePassword: 'Password of the history database of the sample release',
} as const;

export type CredentialName = keyof typeof credentialNames;

/**
 * The secrets of one installation. Made once and kept: databases remember the
 * first password they are given. The password of the first user is missing
 * where only its hash could be read back from the cluster.
 */
export type Credentials = Readonly<Record<Exclude<CredentialName, 'userPassword'>, Secret>> & {
  readonly userPassword?: Secret;
};

/** Some of them: what is stored, or what a cluster has. */
export type SomeCredentials = Readonly<Partial<Record<CredentialName, Secret>>>;

/** Returns this many random bytes, for example `crypto.randomBytes`. */
export type RandomBytes = (count: number) => Uint8Array;

/** Dex demands at least 10; upstream's published hash has 12. */
const bcryptCost = 12;

/** bcrypt reads no further. */
const longestPasswordBytes = 72;

/** AES-256, as OAuth2 Proxy reads it: URL-safe base64 of 32 bytes. */
const cookieSecretBytes = 32;

/**
 * New secrets, and the hash of the user's password (a generated one unless
 * given). Takes about half a second of pauses for the hash. Throws
 * `kubeflow.passwordTooLong` for a password that bcrypt would cut off.
 */
export async function generateCredentials(
  random: RandomBytes,
  chosen: { userPassword?: Secret } = {},
): Promise<Required<Credentials>> {
  return { ...(await generateUserPassword(random, chosen.userPassword)), ...generateProgramSecrets(random) };
}

/**
 * A password for a person, generated unless chosen, and its hash for Dex. Takes about half a second; each step less of
 * `cost` halves that. Throws `kubeflow.passwordTooLong`.
 */
export async function generateUserPassword(
  random: RandomBytes,
  chosen?: Secret,
  cost = bcryptCost,
): Promise<{ readonly userPassword: Secret; readonly userPasswordHash: Secret }> {
  const userPassword = chosen ?? new Secret(randomText(random, 16));
  if (Buffer.byteLength(userPassword.reveal()) > longestPasswordBytes)
    throw new MlaError('kubeflow.passwordTooLong', { limit: longestPasswordBytes });
  const salt = `$2b$${String(cost).padStart(2, '0')}$${encodeBase64(random(16), 16)}`;
  return { userPassword, userPasswordHash: new Secret(await hash(userPassword.reveal(), salt)) };
}

/** Secrets that no person types. */
function generateProgramSecrets(random: RandomBytes): Omit<Required<Credentials>, 'userPassword' | 'userPasswordHash'> {
  const text = (length: number): Secret => new Secret(randomText(random, length));
  return {
    oidcClientSecret: text(40),
    cookieSecret: new Secret(Buffer.from(random(cookieSecretBytes)).toString('base64url')),
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
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

function randomText(random: RandomBytes, length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      /* Bytes beyond a whole number of alphabets would favour its beginning. */
      if (byte < 256 - (256 % alphabet.length) && text.length < length) text += alphabet[byte % alphabet.length] ?? '';
    }
  }
  return text;
}

/**
 * All of an installation's secrets: those that are known, and new ones for
 * the others, as after an update that brought one more. A password and its
 * hash go together; a hash whose password nobody knows is kept.
 */
export async function completeCredentials(known: SomeCredentials, random: RandomBytes): Promise<Credentials> {
  const { userPassword, userPasswordHash, ...others } = known;
  if (userPasswordHash !== undefined) {
    const fits = userPassword !== undefined && (await fitsHash(userPassword, userPasswordHash));
    return { ...generateProgramSecrets(random), ...others, userPasswordHash, ...(fits && { userPassword }) };
  }
  return { ...(await generateCredentials(random, userPassword === undefined ? {} : { userPassword })), ...others };
}

/** Whether a hash is of this password. */
export function fitsHash(password: Secret, hashed: Secret): Promise<boolean> {
  return compare(password.reveal(), hashed.reveal());
}

/** In the clear, for encrypted storage only. */
export function revealCredentials(credentials: SomeCredentials): Partial<Record<CredentialName, string>> {
  return Object.fromEntries(Object.entries(credentials).map(([name, secret]) => [name, secret.reveal()]));
}

/** Back from storage, as far as they are known. */
export function restoreCredentials(stored: Readonly<Partial<Record<string, string>>>): SomeCredentials {
  const names = Object.keys(credentialNames) as CredentialName[];
  return Object.fromEntries(
    names.flatMap((name) => (stored[name] === undefined ? [] : [[name, new Secret(stored[name])]])),
  );
}

/** Whether all required ones are present. */
export function isComplete(credentials: SomeCredentials): credentials is Credentials {
  return (Object.keys(credentialNames) as CredentialName[]).every(
    (name) => name === 'userPassword' || credentials[name] !== undefined,
  );
}
