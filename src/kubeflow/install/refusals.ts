import type { MlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';

/** Refusals that waiting cannot fix: the object or the permissions are wrong. */
const lastingRefusals: ReadonlySet<ErrorKey> = new Set([
  'kubernetes.unauthorized',
  'kubernetes.forbidden',
  'kubernetes.invalid',
  'kubernetes.badRequest',
  'kubernetes.tooLarge',
  'kubernetes.notAllowed',
  'kubernetes.immutableField',
  'kubernetes.storedVersion',
  'kubernetes.conversionLeft',
  'kubernetes.limitRange',
]);

/** Refusals that may go away: what is missing comes, a webhook or a quota changes its mind. */
export const passingRefusals: ReadonlySet<ErrorKey> = new Set([
  'kubernetes.notFound',
  'kubernetes.namespaceMissing',
  'kubernetes.kindUnknown',
  'kubernetes.conflict',
  'kubernetes.alreadyExists',
  'kubernetes.deniedByWebhook',
  'kubernetes.webhookUnreachable',
  'kubernetes.quotaExceeded',
  'kubernetes.podSecurity',
  'kubernetes.namespaceTerminating',
  'kubernetes.deniedByPolicy',
  'kubernetes.deniedByRule',
  'kubernetes.quotaUndeclared',
  'kubernetes.definitionTerminating',
  'kubernetes.objectTerminating',
  'kubernetes.conversionUnreachable',
]);

/** The server looked at the object and said no, in contrast to being busy or out of reach. */
export function isRefusal({ key }: MlaError): boolean {
  return lastingRefusals.has(key) || passingRefusals.has(key);
}
