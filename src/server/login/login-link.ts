import type { Secret } from '../../secret.ts';

/**
 * An address that logs a browser in once. The code follows the `#`, which a
 * browser never sends: the page reads it and posts it in a request's body. So
 * no address in a server, log or other page contains it, and only our own page
 * can use it.
 */
export function loginPath(code: Secret): string {
  return `/login#code=${encodeURIComponent(code.reveal())}`;
}
