import { createHmac, timingSafeEqual } from 'node:crypto';
import { Secret } from '../../secret.ts';

/** Cookies that say: this browser's session may see this installation. They need no store, so they outlive a restart. */
export interface Passes {
  make(admission: { readonly session: string; readonly installation: string }): Secret;
  /** The session of a pass; undefined where it is forged or for another installation. Says nothing about whether the session is open. */
  sessionOf(pass: string, installation: string): string | undefined;
}

/** `token`: the server's; a new one ends all passes. */
export function createPasses(token: Secret): Passes {
  const sign = (session: string, installation: string): Buffer =>
    createHmac('sha256', token.reveal())
      .update(JSON.stringify(['dashboard', session, installation]))
      .digest();
  return {
    make: ({ session, installation }) => new Secret(`${session}.${sign(session, installation).toString('base64url')}`),
    sessionOf(pass, installation) {
      const [session = '', signature = '', ...more] = pass.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(session, installation);
      return more.length === 0 && given.length === expected.length && timingSafeEqual(given, expected)
        ? session
        : undefined;
    },
  };
}
