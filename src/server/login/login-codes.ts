import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { Secret } from '../../secret.ts';
import type { Writer } from '../../runs/store/run-rows.ts';
import type { KeyedHash } from './keyed-hash.ts';

/** A code that logs one person in, once. */
export interface LoginCode {
  readonly person: string;
  readonly expires: Date;
  /** Under which its use is recorded. */
  readonly hash: string;
}

/** 128 bits, so that a link fits a line of a terminal. */
function signatureOf(hash: KeyedHash, payload: string): string {
  return Buffer.from(hash.of(`login-code ${payload}`), 'hex')
    .subarray(0, 16)
    .toString('base64url');
}

/**
 * The code says for whom and until when, and is signed with the server's token.
 * So every replica with that token accepts it, and it survives a restart. Only
 * its use is stored, which makes it work once.
 */
export function makeLoginCode(hash: KeyedHash, { person, life }: { person: string; life: number }): Secret {
  const payload = [person, (Date.now() + life).toString(36), randomBytes(6).toString('base64url')].join('~');
  return new Secret(`${payload}.${signatureOf(hash, payload)}`);
}

/** Undefined for a text that is no code of this server, or has expired. It can have been used. */
export function readLoginCode(hash: KeyedHash, text: string): LoginCode | undefined {
  const [payload = '', signature = '', ...more] = text.split('.');
  // A code has one spelling, or its use would be recorded under another one.
  const [own, given] = [Buffer.from(signatureOf(hash, payload)), Buffer.from(signature)];
  if (more.length > 0 || own.length !== given.length || !timingSafeEqual(own, given)) return undefined;
  // Signed by this server, so its content is well-formed.
  const [person = '', time = ''] = payload.split('~');
  const expires = Number.parseInt(time, 36);
  return expires > Date.now() ? { person, expires: new Date(expires), hash: hash.of(text) } : undefined;
}

/** Whether this is the first use. In one transaction with what the code is for: if that fails, the code stays valid. */
export async function useLoginCode(writer: Writer, code: LoginCode): Promise<boolean> {
  await writer
    .deleteFrom('used_login_code')
    .where('expires_at', '<', sql<Date>`now()`)
    .execute();
  const row = await writer
    .insertInto('used_login_code')
    .values({ code_hash: code.hash, expires_at: code.expires })
    .onConflict((conflict) => conflict.doNothing())
    .returning('code_hash')
    .executeTakeFirst();
  return row !== undefined;
}
