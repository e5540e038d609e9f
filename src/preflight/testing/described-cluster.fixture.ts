import type { CheckResult } from '../../api/contract.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import {
  replyJson,
  replyStatus,
  startLoopbackServer,
  type Reply,
} from '../../kubernetes/testing/loopback-server.fixture.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { type PreflightOptions, runPreflight } from '../run-preflight.ts';

const lists = {
  nodes: '/api/v1/nodes',
  pods: '/api/v1/pods',
  namespaces: '/api/v1/namespaces',
  events: '/api/v1/events',
  services: '/api/v1/services',
  claims: '/api/v1/persistentvolumeclaims',
  volumes: '/api/v1/persistentvolumes',
  quotas: '/api/v1/resourcequotas',
  limitRanges: '/api/v1/limitranges',
  endpointSlices: '/apis/discovery.k8s.io/v1/endpointslices',
  apiServices: '/apis/apiregistration.k8s.io/v1/apiservices',
  storageClasses: '/apis/storage.k8s.io/v1/storageclasses',
  ingressClasses: '/apis/networking.k8s.io/v1/ingressclasses',
  gatewayClasses: '/apis/gateway.networking.k8s.io/v1/gatewayclasses',
  clusterIssuers: '/apis/cert-manager.io/v1/clusterissuers',
  definitions: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  validating: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
  workspaces: '/apis/sample.mlanywhere.dev/v1beta1/workspaces',
  mutating: '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
} as const;

export type ClusterPart = Partial<Record<keyof typeof lists, readonly Partial<KubernetesObject>[] | number>> & {
  readonly version?: string;
  readonly groups?: readonly string[];
  readonly allowed?: boolean;
  readonly issuer?: string;
};

/** A worker that is ready. */
export function worker(
  name: string,
  more: { cpu?: string; memory?: string; pods?: string; architecture?: string; ready?: boolean; spec?: object } = {},
): Partial<KubernetesObject> {
  const { cpu = '8', memory = '64Gi', pods = '110', architecture = 'amd64', ready = true, spec = {} } = more;
  return {
    metadata: { name },
    spec,
    status: {
      allocatable: { cpu, memory, pods },
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      nodeInfo: { architecture },
    },
  };
}

const sound: ClusterPart = {
  version: 'v1.36.3',
  groups: ['metrics.k8s.io'],
  allowed: true,
  nodes: [worker('one'), worker('two')],
  storageClasses: [
    {
      metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'rancher.io/local-path',
    },
  ],
};

/** What preflight finds in a cluster that is sound but for `part`, by the id of the check. */
export async function findingsIn(
  part: ClusterPart,
  given: Pick<PreflightOptions, 'plan' | 'installation' | 'givenSecrets'>,
): Promise<ReadonlyMap<string, CheckResult>> {
  const cluster: ClusterPart = { ...sound, ...part };
  const server = await startLoopbackServer(answersOf(cluster, given.plan));
  const client = createKubernetesClient({ server: server.address }, { retry: { tries: 1 } });
  try {
    const results = await runPreflight({ client, ...given, signal: new AbortController().signal });
    return new Map(results.map((result) => [result.id, result]));
  } finally {
    await client.close();
    await server.close();
  }
}

/** One object of a kind that an access names. */
const ofAccess = /\/(ingressclasses|gatewayclasses|gateways|clusterissuers)\/[^/]+$/;

/** What the server of a described cluster answers. */
function answersOf(cluster: ClusterPart, plan: Plan): Reply {
  const kindsOfPlan = servedKindsOf(plan);
  const answer: Reply = ({ url, method, headers }, response) => {
    const list = (Object.keys(lists) as (keyof typeof lists)[]).find((name) => lists[name] === url.pathname);
    const content = list === undefined ? undefined : (cluster[list] ?? []);
    const document = documentAt(cluster, url.pathname, headers.accept);
    const one = findItem(cluster, url.pathname);
    if (one !== undefined) replyJson(response, 200, one);
    else if (typeof content === 'number') replyStatus(response, content, 'not today');
    else if (content !== undefined) replyJson(response, 200, { metadata: {}, items: content });
    else if (document !== undefined) replyJson(response, 200, document);
    else if (/^\/apis?\/./.test(url.pathname) && method === 'GET')
      replyJson(response, 200, { metadata: {}, items: [] });
    else if (method === 'POST') replyJson(response, 201, { status: { allowed: cluster.allowed } });
    else
      replyJson(response, 200, {
        kind: 'APIGroupDiscoveryList',
        metadata: {},
        items: url.pathname === '/apis' ? [...(cluster.groups ?? []).map(servedGroup), ...kindsOfPlan] : [],
      });
  };
  return (arrived, response, number) => {
    if (ofAccess.test(arrived.url.pathname) && findItem(cluster, arrived.url.pathname) === undefined)
      replyStatus(response, 404, 'not there');
    else if (arrived.method === 'POST' && arrived.url.searchParams.has('dryRun'))
      replyJson(response, 201, JSON.parse(arrived.body));
    else answer(arrived, response, number);
  };
}

/** The object at a path, when a list of the cluster has it. */
function findItem(cluster: ClusterPart, path: string): Partial<KubernetesObject> | undefined {
  return (Object.keys(lists) as (keyof typeof lists)[]).flatMap((name) => {
    const content = cluster[name] ?? [];
    return typeof content === 'number'
      ? []
      : content.filter(({ metadata }) => `${lists[name]}/${metadata?.name ?? ''}` === path);
  })[0];
}

/** The kinds of Kubernetes itself that a plan has objects of, in words of discovery. */
function servedKindsOf(plan: Plan): object[] {
  const own = new Set(plan.objects.flatMap(({ serves }) => serves?.group ?? []));
  const types = plan.objects.map(({ type }) => type).filter(({ group }) => !own.has(group));
  return [...Map.groupBy(types, ({ group, version }) => `${group}/${version}`).values()].map((same) => ({
    metadata: { name: same[0]?.group },
    versions: [
      {
        version: same[0]?.version,
        resources: same.map(({ plural, kind, namespaced }) => ({
          resource: plural,
          responseKind: { kind },
          scope: namespaced ? 'Namespaced' : 'Cluster',
        })),
      },
    ],
  }));
}

function servedGroup(name: string): object {
  return {
    metadata: { name },
    versions: [
      { version: 'v1', resources: [{ resource: 'things', responseKind: { kind: 'Thing' }, scope: 'Cluster' }] },
    ],
  };
}

/** What is no list: what the cluster says of itself. */
function documentAt(cluster: ClusterPart, path: string, accept = ''): object | undefined {
  const { version, issuer, groups = [] } = cluster;
  if (path === '/apis')
    return accept.includes('apidiscovery') ? undefined : { groups: groups.map((name) => ({ name })) };
  const documents: Readonly<Record<string, object>> = {
    '/version': { gitVersion: version },
    '/openid/v1/jwks': { keys: [] },
    '/.well-known/openid-configuration': issuer === undefined ? {} : { issuer },
  };
  return documents[path];
}
