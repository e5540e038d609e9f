import { randomBytes } from 'node:crypto';
import type { Call } from './http.ts';
import type { CcpSwitches } from '../switches.ts';

/** The name that CCP's v2 clients look for. Its value is a token for `/2/` and `/v3/` alike. */
const cookieName = 'CXAccessToken';

/** Who is logged in. In memory only: a restart ends all sessions, as it may with CCP. */
export interface Sessions {
  /** A new token for the `X-Auth-Token` header. */
  openV3(): string;
  /** A new token, and the `Set-Cookie` value that has it. */
  openV2(): { token: string; cookie: string };
  admits(call: Call, access: 'v3' | 'v2'): boolean;
  /** Whether the call has a token that was good once. */
  hasExpired(call: Call): boolean;
  /** Ends every session at once. */
  endAll(): void;
}

/** Sessions with the lives and acceptance rules that the switches say at the time of each call. */
export function createSessions(switches: CcpSwitches, now: () => number): Sessions {
  const startedAt = new Map<string, number>();
  const wasGiven = new Set<string>();

  function open(): string {
    const token = randomBytes(24).toString('base64url');
    startedAt.set(token, now());
    wasGiven.add(token);
    return token;
  }

  function isAlive(token: string | undefined): boolean {
    const start = token === undefined ? undefined : startedAt.get(token);
    return start !== undefined && now() - start < switches.tokenLifeSeconds * 1000;
  }

  return {
    openV3: open,
    openV2() {
      const token = open();
      return { token, cookie: `${cookieName}=${token}; Path=/; HttpOnly; Secure` };
    },
    endAll: () => startedAt.clear(),
    hasExpired(call) {
      const { token, cookie } = tokensOf(call);
      return [token, cookie].some((one) => one !== undefined && wasGiven.has(one));
    },
    admits(call, access) {
      const { token, cookie } = tokensOf(call);
      if (access === 'v3') return isAlive(token) || isAlive(cookie);
      if (switches.v2Accepts === 'token-or-cookie') return isAlive(token) || isAlive(cookie);
      if (switches.v2Accepts === 'cookie-without-token' && token !== undefined) return false;
      return isAlive(cookie);
    },
  };
}

function tokensOf(call: Call): { token: string | undefined; cookie: string | undefined } {
  const header = call.headers['x-auth-token'];
  return {
    token: Array.isArray(header) ? header[0] : header,
    cookie: new RegExp(`${cookieName}=([^;]+)`).exec(call.headers.cookie ?? '')?.[1],
  };
}
