import { makeError, MlaError, type ErrorDetails } from '../../errors/error.ts';
import type { DetailsOf, ErrorKey, NeededDetails } from '../../errors/registry.ts';
import { describeBody } from '../../network/describe-body.ts';
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
  readonly key: ErrorKey;
  readonly when: (status: KubernetesStatus, message: string, httpStatus: number, asked: Asked) => boolean;
  /** Details beyond the ones every error has, taken from the message. */
  readonly details?: (status: KubernetesStatus, message: string, asked: Asked) => ErrorDetails;
}

/** Names of the details that every refusal gets. */
type Common = keyof ReturnType<typeof detailsOf> | 'status' | 'reason';

/** A row of the table below: one whose texts need more than the common details does not compile without them. */
type CaseOf<Key extends ErrorKey> = Key extends ErrorKey
  ? Pick<Case, 'when'> & { readonly key: Key } & (Exclude<NeededDetails<Key>, Common> extends never
        ? { readonly details?: Details<Partial<DetailsOf<Key>>> }
        : { readonly details: Details<DetailsBeyond<Key>> })
  : never;
type Details<Shape> = (status: KubernetesStatus, message: string, asked: Asked) => Shape;
type DetailsBeyond<Key extends ErrorKey> = Omit<DetailsOf<Key>, Common> & Partial<DetailsOf<Key>>;

const onlyOnCreation =
  /field is immutable|may not change once set|cannot change roleRef|is immutable after creation|updates to \w+ spec for fields other than|updates may not change fields other than/;

/**
 * Why an API server says no, told by its words; its status alone says little:
 * 403 is a missing right, a quota, a limit, a policy, or a server that has just
 * started. First match wins, so narrower cases come first.
 */
const cases: readonly CaseOf<ErrorKey & `kubernetes.${string}`>[] = [
  { key: 'kubernetes.unauthorized', when: (_, __, http) => http === 401 },
  {
    key: 'kubernetes.conversionUnreachable',
    when: (_, message) => /conversion webhook for .* failed/.test(message),
    details: (_, message, asked) => ({
      definition: asked.resource ?? convertedKind(message),
      reason: shortWebhookReason(message),
    }),
  },
  {
    key: 'kubernetes.webhookUnreachable',
    when: (_, message) => message.includes('failed calling webhook'),
    details: (_, message) => ({ webhook: webhookName(message), reason: shortWebhookReason(message) }),
  },
  {
    key: 'kubernetes.deniedByWebhook',
    when: (_, message) => /admission webhook "[^"]+" denied the request/.test(message),
    details: (_, message) => ({
      webhook: webhookName(message),
      reason: /denied the request:? ?(.*)$/s.exec(message)?.[1] || 'no reason given',
    }),
  },
  {
    key: 'kubernetes.deniedByPolicy',
    when: (_, message) => message.includes('ValidatingAdmissionPolicy '),
    details: (_, message) => policyInWords(message),
  },
  {
    key: 'kubernetes.quotaExceeded',
    when: (_, message) => message.includes('exceeded quota'),
    details: (_, message) => ({ quota: quotaName(message) }),
  },
  {
    key: 'kubernetes.quotaUndeclared',
    when: (_, message) => /failed quota: .*must specify/.test(message),
    details: (_, message) => ({
      quota: quotaName(message),
      resources: /must specify (\S+)/.exec(message)?.[1] ?? 'resources',
    }),
  },
  {
    key: 'kubernetes.limitRange',
    when: (_, message) => /(?:maximum|minimum) \S+ usage per |max limit to request ratio per /.test(message),
    details: (_, message) => ({ reason: afterForbidden(message) }),
  },
  { key: 'kubernetes.podSecurity', when: (_, message) => message.includes('violates PodSecurity') },
  {
    key: 'kubernetes.namespaceTerminating',
    when: (_, message, http) => http === 403 && message.includes('because it is being terminated'),
  },
  {
    key: 'kubernetes.definitionTerminating',
    when: (_, message) => message.includes('custom resource definition is terminating'),
    details: (_, message) => ({ definition: /^(\S+) /.exec(message)?.[1] ?? '' }),
  },
  {
    key: 'kubernetes.serverFault',
    when: (_, message) => /not yet ready to handle request|status unknown for quota/.test(message),
  },
  {
    key: 'kubernetes.forbidden',
    when: (_, message, http) => http === 403 && /cannot \w+ |attempting to grant|^$/.test(message),
    details: (_, message) => whoMayNotDoWhat(message),
  },
  {
    key: 'kubernetes.deniedByRule',
    when: (_, __, http) => http === 403,
    details: (_, message) => ({ reason: afterForbidden(message) }),
  },
  {
    key: 'kubernetes.namespaceMissing',
    when: (status, _, http, asked) =>
      http === 404 && status.details?.kind === 'namespaces' && asked.kind !== 'Namespace',
    details: (status) => ({ namespace: status.details?.name ?? '' }),
  },
  { key: 'kubernetes.notFound', when: (status, _, http) => http === 404 && status.details?.name !== undefined },
  { key: 'kubernetes.kindUnknown', when: (_, __, http) => http === 404 },
  { key: 'kubernetes.notAllowed', when: (_, __, http) => http === 405 },
  {
    key: 'kubernetes.objectTerminating',
    when: (_, message, http) => http === 409 && message.includes('object is being deleted'),
  },
  { key: 'kubernetes.alreadyExists', when: (status) => status.reason === 'AlreadyExists' },
  { key: 'kubernetes.conflict', when: (_, __, http) => http === 409 },
  { key: 'kubernetes.expired', when: (_, __, http) => http === 410 },
  {
    key: 'kubernetes.tooLarge',
    when: (_, message, http) =>
      http === 413 ||
      /request is too large|Too long: [a-z ]+ \d{6,} |grpc: received message larger|trying to send message larger/.test(
        message,
      ),
  },
  { key: 'kubernetes.serverFault', when: (_, message, http) => blamesEtcd(http, message) },
  {
    key: 'kubernetes.storedVersion',
    when: (_, message) => message.includes('was previously a storage version'),
    details: (_, message) => ({ version: /; (\S+) was previously a storage version/.exec(message)?.[1] ?? '' }),
  },
  {
    key: 'kubernetes.conversionLeft',
    when: (_, message) =>
      /spec\.conversion\.\w+: Forbidden: should not be set when strategy is not set to Webhook/.test(message),
    details: (status, message) => ({ reason: fieldsInWords(status) ?? message }),
  },
  {
    key: 'kubernetes.immutableField',
    when: (_, message) => onlyOnCreation.test(message),
    details: (status, message) => fixedField(status, message),
  },
  {
    key: 'kubernetes.invalid',
    when: (_, __, http) => http === 422,
    details: (status, message) => ({ reason: fieldsInWords(status) ?? message }),
  },
  {
    key: 'kubernetes.invalid',
    when: (_, message) => message.includes('failed to create typed patch object'),
    details: (_, message) => ({ reason: /\): (.*)$/s.exec(message)?.[1] ?? message }),
  },
  { key: 'kubernetes.badRequest', when: (_, __, http) => http === 400 || http === 415 || http === 406 },
  { key: 'kubernetes.tooBusy', when: (_, __, http) => http === 429 },
  { key: 'kubernetes.noAnswer', when: (status, _, http) => http === 504 || status.reason === 'Timeout' },
  { key: 'kubernetes.serverFault', when: (_, __, http) => http === 500 || http === 503 },
];

/** An answer that is not a success, in plain words. `text` is the body: a Status in JSON, or whatever something in between wrote, which is not repeated. */
export function statusError(answer: { status: number; contentType?: string; text: string }, asked: Asked): MlaError {
  const { contentType = '', text } = answer;
  const parsed = parseStatus(text);
  const known = plainWords(text);
  const status = parsed ?? {};
  const message = status.message ?? known ?? describeBody({ contentType, text });
  const details = { ...detailsOf(asked), status: answer.status, reason: message || 'no reason given' };
  const found =
    parsed !== undefined || known !== undefined
      ? (cases as readonly Case[]).find((one) => one.when(status, message, answer.status, asked))
      : undefined;
  if (found === undefined) return new MlaError('kubernetes.unexpectedAnswer', details);
  return makeError(found.key, { ...details, ...found.details?.(status, message, asked) });
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
}: Asked) {
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
export function notYetAllowed(refusal: MlaError, { verb, object }: Asked): MlaError {
  const reason = `it seems to have just restarted and not to know yet what this account may do (${refusal.message})`;
  return new MlaError('kubernetes.serverFault', { verb, object, reason }, { cause: refusal });
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
