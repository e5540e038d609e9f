import type { Secret } from '../../secret.ts';

/**
 * Address that logs a browser in, once. The code is behind the `#`, which a
 * browser keeps to itself: the page takes it and sends it as the body of a
 * request. So no address that reaches a server, a log or another page holds it,
 * and nothing but our own page can use it up.
 */
export function loginPath(code: Secret): string {
  return `/login#code=${encodeURIComponent(code.reveal())}`;
}
