import type { ErrorKind } from '../../errors/definition.ts';
import type { MlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';

const byKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  cancelled: 409,
  internal: 500,
  upstream: 502,
  unavailable: 503,
  timeout: 504,
};

/** Errors for which HTTP has a more exact status than the kind's. */
const byKey: Partial<Readonly<Record<ErrorKey, number>>> = {
  'server.methodNotAllowed': 405,
  'server.tooManyTries': 429,
  'people.tooManyRequests': 429,
  'people.tooManyAtOnce': 429,
  'people.tooManyRuns': 429,
  'server.requestTooLarge': 413,
};

/** The one place where an error becomes an HTTP status. */
export function httpStatus(error: MlaError): number {
  return byKey[error.key] ?? byKind[error.kind];
}
