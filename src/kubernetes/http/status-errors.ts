import { MlaError, type ErrorDetails } from '../../errors/error.ts';
import type { ErrorCode } from '../../errors/registry.ts';
import { describeBody } from '../../network/describe-body.ts';
import { kubernetesCodes as codes } from '../error-codes.ts';
import { blamesEtcd } from './retry-rules.ts';
import {
  afterForbidden,
  convertedKind,
  fieldsInWords,
  fixedField,
  policyInWords,
  quotaName,
  shortWebhookReason,
  webhookName,
  whoMayNotDoWhat,
} from './status-words.ts';

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
  /** As kubectl takes it: `deployments.apps`. */
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

interface Case {
  readonly code: ErrorCode;
  readonly when: (status: KubernetesStatus, message: string, httpStatus: number, asked: Asked) => boolean;
  /** Details beyond the ones every error has, taken from the message. */
  readonly details?: (status: KubernetesStatus, message: string, asked: Asked) => ErrorDetails;
}

const onlyOnCreation =
  /field is immutable|may not change once set|cannot change roleRef|is immutable after creation|updates to \w+ spec for fields other than|updates may not change fields other than/;

/**
 * Why an API server says no, told by its words; its status alone says little:
 * 403 is a missing right, a quota, a limit, a policy, or a server that has just
 * started. First match wins, so the narrower case stands first.
 */
const cases: readonly Case[] = [
  { code: codes.unauthorized, when: (_, __, http) => http === 401 },
  {
    code: codes.conversionUnreachable,
    when: (_, message) => /conversion webhook for .* failed/.test(message),
    details: (_, message, asked) => ({
      definition: asked.resource ?? convertedKind(message),
      reason: shortWebhookReason(message),
    }),
  },
  {
    code: codes.webhookUnreachable,
    when: (_, message) => message.includes('failed calling webhook'),
    details: (_, message) => ({ webhook: webhookName(message), reason: shortWebhookReason(message) }),
  },
  {
    code: codes.deniedByWebhook,
    when: (_, message) => /admission webhook "[^"]+" denied the request/.test(message),
    details: (_, message) => ({
      webhook: webhookName(message),
      reason: /denied the request:? ?(.*)$/s.exec(message)?.[1] || 'no reason given',
    }),
  },
  {
    code: codes.deniedByPolicy,
    when: (_, message) => message.includes('ValidatingAdmissionPolicy '),
    details: (_, message) => policyInWords(message),
  },
  {
    code: codes.quotaExceeded,
    when: (_, message) => message.includes('exceeded quota'),
    details: (_, message) => ({ quota: quotaName(message) }),
  },
  {
    code: codes.quotaUndeclared,
    when: (_, message) => /failed quota: .*must specify/.test(message),
    details: (_, message) => ({
      quota: quotaName(message),
      resources: /must specify (\S+)/.exec(message)?.[1] ?? 'resources',
    }),
  },
  {
    code: codes.limitRange,
    when: (_, message) => /(?:maximum|minimum) \S+ usage per |max limit to request ratio per /.test(message),
    details: (_, message) => ({ reason: afterForbidden(message) }),
  },
  { code: codes.podSecurity, when: (_, message) => message.includes('violates PodSecurity') },
  {
    code: codes.namespaceTerminating,
    when: (_, message, http) => http === 403 && message.includes('because it is being terminated'),
  },
  {
    code: codes.definitionTerminating,
    when: (_, message) => message.includes('custom resource definition is terminating'),
    details: (_, message) => ({ definition: /^(\S+) /.exec(message)?.[1] ?? '' }),
  },
  {
    code: codes.serverFault,
    when: (_, message) => /not yet ready to handle request|status unknown for quota/.test(message),
  },
  {
    code: codes.forbidden,
    when: (_, message, http) => http === 403 && /cannot \w+ |attempting to grant|^$/.test(message),
    details: (_, message) => whoMayNotDoWhat(message),
  },
  {
    code: codes.deniedByRule,
    when: (_, __, http) => http === 403,
    details: (_, message) => ({ reason: afterForbidden(message) }),
  },
  {
    code: codes.namespaceMissing,
    when: (status, _, http, asked) =>
      http === 404 && status.details?.kind === 'namespaces' && asked.kind !== 'Namespace',
    details: (status) => ({ namespace: status.details?.name ?? '' }),
  },
  { code: codes.notFound, when: (status, _, http) => http === 404 && status.details?.name !== undefined },
  { code: codes.kindUnknown, when: (_, __, http) => http === 404 },
  { code: codes.notAllowed, when: (_, __, http) => http === 405 },
  {
    code: codes.objectTerminating,
    when: (_, message, http) => http === 409 && message.includes('object is being deleted'),
  },
  { code: codes.alreadyExists, when: (status) => status.reason === 'AlreadyExists' },
  { code: codes.conflict, when: (_, __, http) => http === 409 },
  { code: codes.expired, when: (_, __, http) => http === 410 },
  {
    code: codes.tooLarge,
    when: (_, message, http) =>
      http === 413 ||
      /request is too large|Too long: [a-z ]+ \d{6,} |grpc: received message larger|trying to send message larger/.test(
        message,
      ),
  },
  { code: codes.serverFault, when: (_, message, http) => blamesEtcd(http, message) },
  {
    code: codes.storedVersion,
    when: (_, message) => message.includes('was previously a storage version'),
    details: (_, message) => ({ version: /; (\S+) was previously a storage version/.exec(message)?.[1] ?? '' }),
  },
  {
    code: codes.conversionLeft,
    when: (_, message) =>
      /spec\.conversion\.\w+: Forbidden: should not be set when strategy is not set to Webhook/.test(message),
    details: (status, message) => ({ reason: fieldsInWords(status) ?? message }),
  },
  {
    code: codes.immutableField,
    when: (_, message) => onlyOnCreation.test(message),
    details: (status, message) => fixedField(status, message),
  },
  {
    code: codes.invalid,
    when: (_, __, http) => http === 422,
    details: (status, message) => ({ reason: fieldsInWords(status) ?? message }),
  },
  {
    code: codes.invalid,
    when: (_, message) => message.includes('failed to create typed patch object'),
    details: (_, message) => ({ reason: /\): (.*)$/s.exec(message)?.[1] ?? message }),
  },
  { code: codes.badRequest, when: (_, __, http) => http === 400 || http === 415 || http === 406 },
  { code: codes.tooBusy, when: (_, __, http) => http === 429 },
  { code: codes.noAnswer, when: (status, _, http) => http === 504 || status.reason === 'Timeout' },
  { code: codes.serverFault, when: (_, __, http) => http === 500 || http === 503 },
];

/** An answer that is not a success, in plain words. `text` is the body: a Status in JSON, or whatever something in between wrote, which is not repeated. */
export function statusError(answer: { status: number; contentType?: string; text: string }, asked: Asked): MlaError {
  const { contentType = '', text } = answer;
  const parsed = parseStatus(text);
  const known = plainWords(text);
  const status = parsed ?? {};
  const message = status.message ?? known ?? describeBody({ contentType, text });
  const details: ErrorDetails = { ...detailsOf(asked), status: answer.status, reason: message || 'no reason given' };
  const found =
    parsed !== undefined || known !== undefined
      ? cases.find((one) => one.when(status, message, answer.status, asked))
      : undefined;
  if (found === undefined) return new MlaError(codes.unexpectedAnswer, details);
  return new MlaError(found.code, { ...details, ...found.details?.(status, message, asked) });
}

/** `target` is the object as kubectl takes it. */
function detailsOf({
  server,
  verb,
  object,
  apiVersion = '',
  kind = '',
  resource = '',
  namespace = '',
  name = '',
}: Asked): ErrorDetails {
  return {
    server,
    verb,
    object,
    apiVersion,
    kind,
    namespace,
    name,
    target: `${resource} ${name}${namespace === '' ? '' : ` -n ${namespace}`}`,
  };
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

const written =
  /^(404 page not found|Too many requests(?:, please try again later)?|Unauthorized|service unavailable|apiserver (?:is )?(?:not ready|shutting down)|apiserver(?= ))/i;

/** The API server itself writes a few failures without a Status: unknown groups, overload, too early after a start. Undefined for any other text. */
function plainWords(text: string): string | undefined {
  return text.trim() === '' ? '' : written.exec(text.trim())?.[0];
}
