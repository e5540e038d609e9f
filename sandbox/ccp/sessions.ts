import { randomBytes } from 'node:crypto';
import type { Call } from './http.ts';
import type { CcpSwitches } from './switches.ts';

const cookieName = 'ccp-session';

/** Who is logged in. In memory only: a restart ends all sessions, as it may with CCP. */
export interface Sessions {
  /** A new token for the `X-Auth-Token` header. */
  openV3(): string;
  /** A new `Set-Cookie` value. */
  openV2(): string;
  admits(call: Call, access: 'v3' | 'v2'): boolean;
  /** Ends every session at once. */
  endAll(): void;
}

/** Sessions with the lives and acceptance rules that the switches say at the time of each call. */
export function createSessions(switches: CcpSwitches, now: () => number): Sessions {
  const startedAt = new Map<string, number>();

  function open(): string {
    const token = randomBytes(24).toString('base64url');
    startedAt.set(token, now());
    return token;
  }

  function isAlive(token: string | undefined): boolean {
    const start = token === undefined ? undefined : startedAt.get(token);
    return start !== undefined && now() - start < switches.tokenLifeSeconds * 1000;
  }

  return {
    openV3: open,
    openV2: () => `${cookieName}=${open()}; Path=/; HttpOnly; Secure`,
    endAll: () => startedAt.clear(),
    admits(call, access) {
      const header = call.headers['x-auth-token'];
      const token = Array.isArray(header) ? header[0] : header;
      if (access === 'v3') return isAlive(token);
      const cookie = new RegExp(`${cookieName}=([^;]+)`).exec(call.headers.cookie ?? '')?.[1];
      if (switches.v2Accepts === 'token-or-cookie') return isAlive(token) || isAlive(cookie);
      if (switches.v2Accepts === 'cookie-without-token' && token !== undefined) return false;
      return isAlive(cookie);
    },
  };
}
