import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';
import { specsOf } from '../login-objects.fixture.ts';

/** What policies look at. */
export interface PolicyRequest {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the workload that sends it, as its certificate says. */
  readonly principal?: string;
  /** `issuer/subject` of a token that holds. */
  readonly requestPrincipal?: string;
}

/** Whom a policy is for. */
export interface Workload {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Source {
  readonly principals?: readonly string[];
  readonly requestPrincipals?: readonly string[];
  readonly notRequestPrincipals?: readonly string[];
}

interface Operation {
  readonly paths?: readonly string[];
  readonly notPaths?: readonly string[];
  readonly methods?: readonly string[];
}

interface Rule {
  readonly from?: readonly { readonly source: Source }[];
  readonly to?: readonly { readonly operation: Operation }[];
  readonly when?: readonly {
    readonly key: string;
    readonly values?: readonly string[];
    readonly notValues?: readonly string[];
  }[];
}

interface AuthorizationPolicy {
  readonly action?: 'ALLOW' | 'DENY' | 'CUSTOM';
  readonly provider?: { readonly name: string };
  readonly rules?: readonly Rule[];
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}

/** Policies of the mesh's root namespace count everywhere. Source: mesh config of the release. */
const rootNamespace = 'istio-system';

/** Istio's policies for a workload, and what they decide. Throws for a field that is not played here. */
export function policiesFor(objects: readonly KubernetesObject[], workload: Workload): Policies {
  const mine = specsOf<AuthorizationPolicy | undefined>(objects, 'AuthorizationPolicy').filter(({ metadata, spec }) => {
    const labels = Object.entries(spec?.selector?.matchLabels ?? {});
    const near = metadata.namespace === workload.namespace || metadata.namespace === rootNamespace;
    return near && labels.every(([key, value]) => workload.labels[key] === value);
  });
  const of = (action: string): AuthorizationPolicy[] =>
    mine.map(({ spec }) => spec ?? {}).filter((spec) => (spec.action ?? 'ALLOW') === action);
  return {
    custom: (request) => of('CUSTOM').find((policy) => matches(policy, request))?.provider?.name,
    allows: (request) => {
      if (of('DENY').some((policy) => matches(policy, request))) return false;
      const allow = of('ALLOW');
      return allow.length === 0 || allow.some((policy) => matches(policy, request));
    },
  };
}

export interface Policies {
  /** The provider that a CUSTOM policy asks about this request. */
  custom(request: PolicyRequest): string | undefined;
  allows(request: PolicyRequest): boolean;
}

function matches({ rules = [] }: AuthorizationPolicy, request: PolicyRequest): boolean {
  return rules.some(({ from, to, when = [], ...rest }) => {
    refuseUnknown(rest);
    return (
      (from === undefined || from.some(({ source }) => comesFrom(source, request))) &&
      (to === undefined || to.some(({ operation }) => goesTo(operation, request))) &&
      when.every((condition) => holds(condition, request))
    );
  });
}

function comesFrom(source: Source, { principal, requestPrincipal }: PolicyRequest): boolean {
  const { principals, requestPrincipals, notRequestPrincipals, ...rest } = source;
  refuseUnknown(rest);
  return (
    (principals === undefined || fits(principals, principal)) &&
    (requestPrincipals === undefined || fits(requestPrincipals, requestPrincipal)) &&
    (notRequestPrincipals === undefined || !fits(notRequestPrincipals, requestPrincipal))
  );
}

function goesTo(operation: Operation, { path, method }: PolicyRequest): boolean {
  const { paths, notPaths, methods, ...rest } = operation;
  refuseUnknown(rest);
  return (
    (paths === undefined || fits(paths, path)) &&
    (notPaths === undefined || !fits(notPaths, path)) &&
    (methods === undefined || fits(methods, method))
  );
}

function holds({ key, values, notValues }: NonNullable<Rule['when']>[number], request: PolicyRequest): boolean {
  const [, header] = /^request\.headers\[(.+)\]$/.exec(key) ?? [];
  if (header === undefined && key !== 'source.namespace') refuseUnknown({ [key]: true });
  const found =
    header === undefined ? /\/ns\/([^/]+)\//.exec(request.principal ?? '')?.[1] : request.headers[header.toLowerCase()];
  return (values === undefined || fits(values, found)) && (notValues === undefined || !fits(notValues, found));
}

/** Istio's matching: exact, `prefix*`, `*suffix`, and `*` for anything that is there. */
function fits(patterns: readonly string[], value: string | undefined): boolean {
  if (value === undefined) return false;
  return patterns.some((pattern) => {
    if (pattern === '*') return value !== '';
    if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1));
    return pattern.startsWith('*') ? value.endsWith(pattern.slice(1)) : value === pattern;
  });
}

function refuseUnknown(rest: object): void {
  const [field] = Object.keys(rest);
  if (field !== undefined) throw new Error(`The gateway of the tests does not know this field of a policy: ${field}`);
}
