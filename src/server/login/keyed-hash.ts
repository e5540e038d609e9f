import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../secret.ts';

/**
 * Hashes keyed with the server's token. What is stored by such a hash is worth
 * nothing to somebody who can only read or write the database, and a new token
 * ends it.
 */
export interface KeyedHash {
  of(text: string): string;
  matches(text: string, hash: string): boolean;
}

export function createKeyedHash(token: Secret): KeyedHash {
  const hash = (text: string): string => createHmac('sha256', token.reveal()).update(text).digest('hex');
  return {
    of: hash,
    matches: (text, expected) => {
      const [own, other] = [Buffer.from(hash(text)), Buffer.from(expected)];
      return own.length === other.length && timingSafeEqual(own, other);
    },
  };
}

/** 256 random bits. */
export function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text can be one of `randomText`. */
export function isRandomText(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}
