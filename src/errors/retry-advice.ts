import type { ErrorKind } from './definition.ts';
import { errorDefinitions, keyOf } from './registry.ts';

/** Whether going on from the failed step can help: as things are, once what the error names is done, or not at all. */
export type RetryAdvice = 'now' | 'after-fix' | 'never';

/** What passes by itself may be retried; everything else comes back unless someone acts. */
const byKind: Readonly<Record<ErrorKind, RetryAdvice>> = {
  unavailable: 'now',
  timeout: 'now',
  upstream: 'now',
  internal: 'now',
  cancelled: 'now',
  'not-found': 'after-fix',
  conflict: 'after-fix',
  unauthorized: 'after-fix',
  forbidden: 'after-fix',
  invalid: 'after-fix',
};

/** For an error as it travels. A kind of a newer version counts as one that needs somebody. */
export function retryAdvice({ code, kind }: { readonly code: string; readonly kind: string }): RetryAdvice {
  const key = keyOf(code);
  if (key !== undefined && errorDefinitions[key].retry !== undefined) return errorDefinitions[key].retry;
  return (byKind as Readonly<Record<string, RetryAdvice>>)[kind] ?? 'after-fix';
}
