import { z } from 'zod';
import { type KeyedHash, randomText } from '../login/keyed-hash.ts';

/** A login that was begun in a browser, and waits for the provider's answer. */
export interface PendingLogin {
  readonly id: string;
  readonly expires: Date;
  /** The page that the person wanted. */
  readonly next: string;
}

/** What goes to the provider and has to come back. */
export interface LoginSecrets {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

/** How long a person may take at the provider, in milliseconds. */
const life = 10 * 60 * 1000;

const content = z.strictObject({ id: z.string(), expires: z.number(), next: z.string() });

/**
 * The text of the browser's cookie. It is signed with the server's token, so
 * that each replica understands it and nothing is stored. The secrets are
 * derived from it and the token: who sees the cookie does not know them.
 */
export function makePendingLogin(hash: KeyedHash, next: string): { pending: PendingLogin; cookie: string } {
  const pending = { id: randomText(), expires: new Date(Date.now() + life), next };
  const text = JSON.stringify({ ...pending, expires: pending.expires.getTime() });
  const payload = Buffer.from(text).toString('base64url');
  return { pending, cookie: `${payload}.${hash.of(`oidc-login ${payload}`)}` };
}

/** Undefined for a cookie that this server did not make, or that has expired. */
export function readPendingLogin(hash: KeyedHash, cookie = ''): PendingLogin | undefined {
  const [payload = '', signature = ''] = cookie.split('.');
  if (!hash.matches(`oidc-login ${payload}`, signature)) return undefined;
  // Signed by this server, so its content is well-formed.
  const { id, expires, next } = content.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  return expires > Date.now() ? { id, expires: new Date(expires), next } : undefined;
}

export function secretsOf(hash: KeyedHash, { id }: PendingLogin): LoginSecrets {
  return {
    state: hash.of(`oidc-state ${id}`),
    nonce: hash.of(`oidc-nonce ${id}`),
    verifier: hash.of(`oidc-verifier ${id}`),
  };
}
