import { builtInTypes } from '../kubernetes/objects/built-in-types.ts';
import type { Installation } from '../installation/installation.ts';
import { judgeOwnership } from '../kubeflow/ownership/judge-ownership.ts';
import { runProbe, type Probe } from './probe/run-probe.ts';
import { tryPlan, type TriedPlan } from '../kubeflow/dry-run/try-plan.ts';
import { surveyCluster, type Survey } from '../kubeflow/ownership/survey.ts';
import type { Verdict } from '../kubeflow/ownership/verdict.ts';
import type { Plan } from '../kubeflow/plan/plan.ts';
import type { ClusterKind } from '../kubernetes/cluster-kind/cluster-kind.ts';
import { readClusterKind } from '../kubernetes/cluster-kind/read-cluster-kind.ts';
import { readTokenIssuer, type TokenIssuer } from '../kubernetes/cluster-kind/token-issuer.ts';
import type { KubernetesClient } from '../kubernetes/client.ts';
import { MlaError } from '../errors/error.ts';
import type { ErrorKey } from '../errors/registry.ts';
import {
  apiVersionOf,
  keyText,
  type KubernetesObject,
  type ObjectKey,
  type ObjectMetadata,
  type ResourceType,
} from '../kubernetes/objects/object.ts';

export interface Node extends KubernetesObject {
  spec?: { unschedulable?: boolean; taints?: { key: string; value?: string; effect: string }[] };
  status?: {
    allocatable?: Record<string, string>;
    conditions?: { type: string; status: string; message?: string }[];
    nodeInfo?: { architecture?: string };
  };
}

export interface RunningPod extends KubernetesObject {
  spec?: { nodeName?: string; containers?: { resources?: { requests?: Record<string, string> } }[] };
  status?: { phase?: string };
}

export interface StorageClass extends KubernetesObject {
  provisioner?: string;
  volumeBindingMode?: string;
}

export interface CsiDriver extends KubernetesObject {
  spec?: { fsGroupPolicy?: string };
}

export interface NetworkPolicy extends KubernetesObject {
  spec?: {
    podSelector?: { matchLabels?: Record<string, string>; matchExpressions?: unknown[] };
    policyTypes?: string[];
    ingress?: { from?: { ipBlock?: unknown }[] }[];
  };
}

export interface Claim extends KubernetesObject {
  status?: { phase?: string };
}

export interface Volume extends KubernetesObject {
  spec?: { storageClassName?: string };
  status?: { phase?: string };
}

export interface Service extends KubernetesObject {
  spec?: { type?: string };
}

/** A CustomResourceDefinition as it is in the cluster. */
export interface Definition extends KubernetesObject {
  spec?: {
    versions?: { name: string; served?: boolean; subresources?: { status?: object } }[];
    conversion?: { strategy?: string; webhook?: { clientConfig?: { service?: { namespace: string; name: string } } } };
  };
  status?: { storedVersions?: string[] };
}

export interface ClusterEvent extends KubernetesObject {
  reason?: string;
  message?: string;
  source?: { host?: string };
}

export interface ResourceQuota extends KubernetesObject {
  spec?: { hard?: Record<string, string>; scopes?: string[]; scopeSelector?: unknown };
  status?: { used?: Record<string, string> };
}

export interface LimitRange extends KubernetesObject {
  spec?: {
    limits?: {
      type: string;
      max?: Record<string, string>;
      min?: Record<string, string>;
      default?: Record<string, string>;
      defaultRequest?: Record<string, string>;
    }[];
  };
}

export interface ApiService extends KubernetesObject {
  spec?: { group?: string; version?: string; service?: { namespace: string; name: string } | null };
  status?: { conditions?: { type: string; status: string; reason?: string; message?: string }[] };
}

const notServed: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'kubernetes.kindUnknown',
  'kubernetes.notFound',
  'kubernetes.conversionUnreachable',
]);

function noneServed(error: unknown): never[] {
  if (error instanceof MlaError && notServed.has(error.key)) return [];
  throw error;
}

/** What the checks ask of a cluster: each fact is fetched once, when the first check needs it. */
export class ClusterFacts {
  readonly #client: KubernetesClient;
  readonly #signal: AbortSignal;
  readonly #answers = new Map<string, Promise<unknown>>();

  readonly #timing: { readonly patience?: number };

  /** `patience`: milliseconds that pods of a probe may take. */
  constructor(client: KubernetesClient, signal: AbortSignal, timing: { readonly patience?: number } = {}) {
    this.#timing = timing;
    this.#client = client;
    this.#signal = signal;
  }

  version(): Promise<string> {
    return this.#once('version', async () => (await this.#client.version({ signal: this.#signal })).gitVersion);
  }

  kind(): Promise<ClusterKind> {
    return this.#once('kind', () => readClusterKind(this.#client, { signal: this.#signal }));
  }

  /** Who signs the tokens of service accounts; undefined where the cluster does not describe it. */
  tokenIssuer(): Promise<TokenIssuer | undefined> {
    return this.#once('issuer', () => readTokenIssuer(this.#client, { signal: this.#signal }));
  }

  nodes(): Promise<Node[]> {
    return this.#list<Node>(builtInTypes.node);
  }

  pods(): Promise<RunningPod[]> {
    return this.#list<RunningPod>(builtInTypes.pod);
  }

  namespaces(): Promise<KubernetesObject[]> {
    return this.#list(builtInTypes.namespace);
  }

  storageClasses(): Promise<StorageClass[]> {
    return this.#list<StorageClass>(builtInTypes.storageClass);
  }

  csiDrivers(): Promise<CsiDriver[]> {
    return this.#list<CsiDriver>(builtInTypes.csiDriver);
  }

  networkPolicies(): Promise<NetworkPolicy[]> {
    return this.#list<NetworkPolicy>(builtInTypes.networkPolicy);
  }

  /** A pod as the API server and its webhooks would store it. Nothing is stored. */
  tryPod(pod: KubernetesObject): Promise<KubernetesObject> {
    return this.#client.create(builtInTypes.pod, pod, { signal: this.#signal, dryRun: true });
  }

  async webhookConfigurations(): Promise<KubernetesObject[]> {
    const [validating, mutating] = await Promise.all([
      this.#list(builtInTypes.validatingWebhooks),
      this.#list(builtInTypes.mutatingWebhooks),
    ]);
    return [...validating, ...mutating];
  }

  /** What nodes said of pulls of images, as long as the cluster keeps it: mostly an hour. At most 500 of each kind. */
  pullEvents(): Promise<ClusterEvent[]> {
    return this.#once('pulls', async () => {
      const lists = await Promise.all(
        ['Failed', 'Pulled'].map(async (reason) => {
          const path = `/api/v1/events?limit=500&fieldSelector=reason%3D${reason}`;
          const options = { signal: this.#signal };
          const { items = [] } = await this.#client.request<{ items?: ClusterEvent[] }>(
            'GET',
            path,
            undefined,
            options,
          );
          return items.filter((event) => event.reason === reason);
        }),
      );
      return lists.flat();
    });
  }

  services(): Promise<Service[]> {
    return this.#list<Service>(builtInTypes.service);
  }

  endpointSlices(): Promise<KubernetesObject[]> {
    return this.#list(builtInTypes.endpointSlice);
  }

  claims(): Promise<Claim[]> {
    return this.#list<Claim>(builtInTypes.claim);
  }

  volumes(): Promise<Volume[]> {
    return this.#list<Volume>(builtInTypes.volume);
  }

  quotas(): Promise<ResourceQuota[]> {
    return this.#list<ResourceQuota>(builtInTypes.quota);
  }

  limitRanges(): Promise<LimitRange[]> {
    return this.#list<LimitRange>(builtInTypes.limitRange);
  }

  apiServices(): Promise<ApiService[]> {
    return this.#list<ApiService>(builtInTypes.apiService);
  }

  /** Metadata of every object of a kind; none where the kind is not served, or not so that it can be listed. */
  metadataOf(type: ResourceType): Promise<ObjectMetadata[]> {
    return this.#once(`metadata ${apiVersionOf(type)} ${type.kind}`, () =>
      this.#client.listMetadata(type, { signal: this.#signal }).catch(noneServed),
    );
  }

  /** One object; undefined where it is not there, or its kind is not served. */
  object(type: ResourceType, key: ObjectKey): Promise<KubernetesObject | undefined> {
    return this.#once(keyText(key), async () => {
      const [found] = await this.#client
        .get<KubernetesObject>(type, key, { signal: this.#signal })
        .then((object) => (object === undefined ? [] : [object]), noneServed);
      return found;
    });
  }

  definitions(): Promise<ObjectMetadata[]> {
    return this.#once('definitions', () =>
      this.#client.listMetadata(builtInTypes.customResourceDefinition, { signal: this.#signal }),
    );
  }

  /** Groups and versions served, for example `metrics.k8s.io/v1beta1`. */
  servedGroups(): Promise<ReadonlySet<string>> {
    return this.#once(
      'groups',
      async () => new Set((await this.#client.discoverAll({ signal: this.#signal })).map((type) => type.group)),
    );
  }

  /** What the cluster has of a plan; asked for one plan only. */
  survey(plan: Plan): Promise<Survey> {
    return this.#once('survey', () => surveyCluster({ client: this.#client, plan, signal: this.#signal }));
  }

  /** What that means for an install of the plan. */
  ownership({
    plan,
    installation,
    upgrading,
  }: {
    plan: Plan;
    installation: Installation;
    upgrading?: boolean | undefined;
  }): Promise<Verdict> {
    const takeOver = installation.spec.kubeflow?.takeOver ?? [];
    return this.#once('ownership', async () =>
      judgeOwnership({
        plan,
        installation: installation.metadata.name,
        takeOver,
        upgrading,
        survey: await this.survey(plan),
      }),
    );
  }

  /** What the API server says to each object that an install of the plan would send. */
  dryRun({ plan, installation }: { plan: Plan; installation: Installation }): Promise<TriedPlan> {
    return this.#once('dry run', async () => {
      const { kept } = await this.ownership({ plan, installation });
      return tryPlan({
        client: this.#client,
        plan,
        survey: await this.survey(plan),
        kept: new Set(kept.map(({ position }) => position)),
        signal: this.#signal,
      });
    });
  }

  /** What pods of a probe came to; made and removed once. */
  probe(plan: Plan): Promise<Probe> {
    return this.#once('probe', () => runProbe({ client: this.#client, plan, signal: this.#signal, ...this.#timing }));
  }

  /** Milliseconds by which the clock of the API server is ahead of this machine's; undefined where it does not tell. */
  clockAhead(): Promise<number | undefined> {
    return this.#once('clock', () => this.#client.clockAhead({ signal: this.#signal }));
  }

  /** Whether the account may do everything everywhere. */
  mayDoEverything(): Promise<boolean> {
    return this.may({ verb: '*', group: '*', resource: '*' });
  }

  /** Whether the account has a right; in all namespaces where none is named. */
  may(right: {
    readonly verb: string;
    readonly group: string;
    readonly resource: string;
    readonly namespace?: string;
  }): Promise<boolean> {
    return this.#once(`right ${Object.values(right).join(' ')}`, async () => {
      const review = await this.#client.request<{ status?: { allowed?: boolean } }>(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: right },
        },
        { signal: this.#signal },
      );
      return review.status?.allowed === true;
    });
  }

  #list<T extends KubernetesObject>(type: ResourceType): Promise<T[]> {
    return this.#once(type.plural, () => this.#client.list<T>(type, { signal: this.#signal }));
  }

  #once<T>(name: string, ask: () => Promise<T>): Promise<T> {
    const answer = this.#answers.get(name) ?? ask();
    this.#answers.set(name, answer);
    return answer as Promise<T>;
  }
}
