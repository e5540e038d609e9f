import { createApiClient, type CallInput, type CallOutput } from '../../../src/api/client.ts';
import { isError, toMlaError } from '../../../src/errors/error.ts';
import { pagePath } from './page-path.ts';
import type { RouteName } from '../../../src/api/contract.ts';

export type { CallOutput };
export type LoginWish = CallInput<'login'>['body'];

/**
 * The page's half of its login: the browser sends the other half, a cookie, to
 * every port of this machine, this one to nobody. Kept for the tabs of this
 * origin, which a port is part of; servers at two paths of an origin have one each.
 */
const storageKey = `mlanywhere.csrf-token${pagePath === '/' ? '' : `:${pagePath}`}`;
const csrfToken = (): string | undefined => localStorage.getItem(storageKey) ?? undefined;

/** Milliseconds: another tab that logs in has the new cookie a moment before it has kept the new token. */
const otherTabMayTake = 200;

export const client = createApiClient({ url: pagePath.slice(0, -1), csrfToken });

/** Keeps the session's token, which the answer to a login holds. */
export function keepSession(token: string): void {
  localStorage.setItem(storageKey, token);
}

/** Forgets the session's token: after logout. */
export function forgetSession(): void {
  localStorage.removeItem(storageKey);
}

/** Calls a route of the server. Throws the server's error as an `MlaError`. */
export async function call<N extends RouteName>(
  name: N,
  input: CallInput<N> & { readonly signal?: AbortSignal },
): Promise<CallOutput<N>> {
  const { signal } = input;
  const options = signal === undefined ? {} : { signal };
  const sent = csrfToken();
  try {
    return await client.call(name, input, options);
  } catch (error) {
    if (!isError(error, 'server.notOurPage')) throw error;
    await new Promise((resolve) => setTimeout(resolve, otherTabMayTake));
    if (csrfToken() === sent) throw error;
    return client.call(name, input, options);
  }
}

/** Whether an answer means that this browser has to log in again. */
export function isLoggedOut(error: unknown): boolean {
  const { kind, key } = toMlaError(error);
  return kind === 'unauthorized' || key === 'server.notOurPage';
}
