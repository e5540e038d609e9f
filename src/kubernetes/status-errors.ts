import { MlaError, type ErrorDetails } from '../errors/error.ts';
import type { ErrorCode } from '../errors/registry.ts';
import { kubernetesCodes as codes } from './error-codes.ts';
import { blamesEtcd } from './retry-rules.ts';

/** The API's own form of a failure. Source: Kubernetes API reference, Status (meta/v1). */
export interface KubernetesStatus {
  readonly message?: string;
  readonly reason?: string;
  readonly code?: number;
  readonly details?: {
    readonly name?: string;
    readonly kind?: string;
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
  };
}

/** What was asked for, to say it in the error. */
export interface Asked {
  /** `apply`, `get`, `list`, `watch`, ... */
  readonly verb: string;
  readonly server: string;
  /** As a person would call it: `Deployment kubeflow/ml-pipeline`, or the path of a plain request. */
  readonly object: string;
  readonly apiVersion?: string;
  readonly kind?: string;
}

interface Case {
  readonly code: ErrorCode;
  readonly when: (status: KubernetesStatus, message: string, httpStatus: number, asked: Asked) => boolean;
  /** Details beyond the ones every error has, taken from the message. */
  readonly details?: (status: KubernetesStatus, message: string) => ErrorDetails;
}

const webhookName = (message: string): string => /webhook "([^"]+)"/.exec(message)?.[1] ?? 'of the cluster';

/** First match wins, so the narrower case stands first. */
const cases: readonly Case[] = [
  { code: codes.unauthorized, when: (_, __, http) => http === 401 },
  {
    code: codes.webhookUnreachable,
    when: (_, message) => /failed calling webhook|conversion webhook for .* failed/.test(message),
    details: (_, message) => ({ webhook: webhookName(message), reason: shortWebhookReason(message) }),
  },
  {
    code: codes.deniedByWebhook,
    when: (_, message) => /admission webhook "[^"]+" denied the request/.test(message),
    details: (_, message) => ({ webhook: webhookName(message), reason: /denied the request:? ?(.*)$/s.exec(message)?.[1] || 'no reason given' }),
  },
  {
    code: codes.deniedByWebhook,
    when: (_, message) => message.includes('ValidatingAdmissionPolicy '),
    details: (_, message) => ({ webhook: /ValidatingAdmissionPolicy '([^']+)'/.exec(message)?.[1] ?? 'of the cluster' }),
  },
  { code: codes.quotaExceeded, when: (_, message) => message.includes('exceeded quota'), details: (_, message) => ({ quota: /exceeded quota: ([^,]+)/.exec(message)?.[1] ?? 'of the namespace' }) },
  { code: codes.podSecurity, when: (_, message) => message.includes('violates PodSecurity') },
  { code: codes.namespaceTerminating, when: (_, message, http) => http === 403 && message.includes('because it is being terminated') },
  { code: codes.forbidden, when: (_, __, http) => http === 403, details: (_, message) => whoMayNotDoWhat(message) },
  { code: codes.namespaceMissing, when: (status, _, http, asked) => http === 404 && status.details?.kind === 'namespaces' && asked.kind !== 'Namespace', details: (status) => ({ namespace: status.details?.name ?? '' }) },
  { code: codes.notFound, when: (status, _, http) => http === 404 && status.details?.name !== undefined },
  { code: codes.kindUnknown, when: (_, __, http) => http === 404 },
  { code: codes.notAllowed, when: (_, __, http) => http === 405 },
  { code: codes.alreadyExists, when: (status) => status.reason === 'AlreadyExists' },
  { code: codes.conflict, when: (_, __, http) => http === 409 },
  { code: codes.expired, when: (_, __, http) => http === 410 },
  { code: codes.tooLarge, when: (_, message, http) => http === 413 || /request is too large|Too long: [a-z ]+ \d{6,} |grpc: received message larger|trying to send message larger/.test(message) },
  { code: codes.serverFault, when: (_, message, http) => blamesEtcd(http, message) },
  { code: codes.invalid, when: (_, __, http) => http === 422, details: (status, message) => ({ reason: fieldsInWords(status) ?? message }) },
  { code: codes.invalid, when: (_, message) => message.includes('failed to create typed patch object'), details: (_, message) => ({ reason: /\): (.*)$/s.exec(message)?.[1] ?? message }) },
  { code: codes.badRequest, when: (_, __, http) => http === 400 || http === 415 || http === 406 },
  { code: codes.tooBusy, when: (_, __, http) => http === 429 },
  { code: codes.noAnswer, when: (status, _, http) => http === 504 || status.reason === 'Timeout' },
  { code: codes.serverFault, when: (_, __, http) => http === 500 || http === 503 },
];

/** An answer that is not a success, in plain words. `text` is the body: a Status in JSON, or whatever something in between wrote. */
export function statusError(answer: { status: number; text: string }, asked: Asked): MlaError {
  const parsed = parseStatus(answer.text);
  const status = parsed ?? {};
  const message = status.message ?? shortText(answer.text);
  const { server, verb, object, apiVersion = '', kind = '' } = asked;
  const details: ErrorDetails = { server, verb, object, apiVersion, kind, status: answer.status, reason: message || 'no reason given' };
  const found = parsed !== undefined || looksLikeApiServer(answer.text) ? cases.find((one) => one.when(status, message, answer.status, asked)) : undefined;
  if (found === undefined) return new MlaError(codes.unexpectedAnswer, details);
  return new MlaError(found.code, { ...details, ...found.details?.(status, message) });
}

/** A refusal that may pass, as what it is: a server that does not know its roles yet. */
export function notYetAllowed(refusal: MlaError, { server, verb, object }: Asked): MlaError {
  const reason = `it seems to have just restarted and not to know yet what this account may do (${refusal.message})`;
  return new MlaError(codes.serverFault, { server, verb, object, reason }, { cause: refusal });
}

/** The Status in a body, when it is one. */
export function parseStatus(text: string): KubernetesStatus | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as KubernetesStatus & { kind?: unknown };
    return value.kind === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The API server itself writes a few failures without a Status: unknown groups, overload, too early after a start. */
function looksLikeApiServer(text: string): boolean {
  return /^(404 page not found|Too many requests|Unauthorized|service unavailable|apiserver )/i.test(text.trim()) || text.trim() === '';
}

function whoMayNotDoWhat(message: string): ErrorDetails {
  const found = /User "([^"]*)" cannot (\w+) (?:resource "([^"]*)" in API group "([^"]*)"|path "([^"]*)")(?:.*in the namespace "([^"]*)")?/.exec(message);
  if (found === null) return { user: 'The account in use', resource: 'this', where: '' };
  const [, user, verb, resource, group, path, namespace] = found;
  return {
    user: `User "${user ?? ''}"`,
    verb: verb ?? '',
    resource: path ?? (group ? `${resource ?? ''} of ${group}` : (resource ?? '')),
    where: namespace === undefined ? (path === undefined ? ' anywhere in the cluster' : '') : ` in the namespace ${namespace}`,
  };
}

function fieldsInWords(status: KubernetesStatus): string | undefined {
  const causes = status.details?.causes?.filter((cause) => cause.message !== undefined) ?? [];
  if (causes.length === 0) return undefined;
  const shown = causes.slice(0, 5).map((cause) => (cause.field && cause.field !== '<nil>' ? `${cause.field}: ${cause.message ?? ''}` : (cause.message ?? '')));
  return [...shown, ...(causes.length > 5 ? [`and ${causes.length - 5} more`] : [])].join('; ');
}

/** `failed calling webhook "x": failed to call webhook: Post "https://...": dial tcp ...` says the same thing three times. */
function shortWebhookReason(message: string): string {
  const reason = message.replace(/^.*?failed calling webhook "[^"]+": /s, '').replace(/^failed to call webhook: /, '');
  return reason.replace(/^Post "([^"?]+)[^"]*": /, '$1: ');
}

function shortText(text: string): string {
  return text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 300);
}
