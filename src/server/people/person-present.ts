import { MlaError } from '../../errors/error.ts';
import type { Login } from '../http/guard.ts';

/** Refuses an API token: it must not become a login that lasts longer or may do more, and not log its person out. Throws `people.tokenRefused`. */
export function requirePersonPresent({ session, isServerToken }: Login): void {
  if (session === undefined && !isServerToken) throw new MlaError('people.tokenRefused');
}
