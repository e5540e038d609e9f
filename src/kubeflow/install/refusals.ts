import type { MlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';

/** Rejections that waiting cannot fix: the object or the permissions are wrong. */
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

/** Rejections that can pass: something missing arrives, or a webhook or quota allows it later. */
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

/** The server rejected the object itself, rather than being busy or unreachable. */
export function isRefusal({ key }: MlaError): boolean {
  return lastingRefusals.has(key) || passingRefusals.has(key);
}
