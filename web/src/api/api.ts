import { createApiClient, type CallInput, type CallOutput } from '../../../src/api/client.ts';
import { routes, type Route, type RouteName } from '../../../src/api/contract.ts';

export type { CallOutput };

/** The session's token against forged requests, kept in memory only; a reload asks the session for it again. */
let csrfToken: string | undefined;
const client = createApiClient({ url: '', csrfToken: () => csrfToken });

/** Forgets the session's token: after login and logout. */
export function forgetSession(): void {
  csrfToken = undefined;
}

/** Calls a route of the server. Throws the server's error as an `MlaError`. */
export async function call<N extends RouteName>(name: N, input: CallInput<N> & { readonly signal?: AbortSignal }): Promise<CallOutput<N>> {
  const route: Route = routes[name];
  const { signal } = input;
  if (route.method !== 'GET' && route.open !== true) csrfToken ??= (await client.call('session', {})).csrfToken;
  return client.call(name, input, signal === undefined ? {} : { signal });
}
