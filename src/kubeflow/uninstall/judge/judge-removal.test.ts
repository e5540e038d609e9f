import { expect, test } from 'vitest';
import { MlaError } from '../../../errors/error.ts';
import type { KubernetesObject, ResourceType } from '../../../kubernetes/objects/object.ts';
import { installationLabel } from '../../plan/marks.ts';
import type { PresentObject } from '../../present/read-present.ts';
import { kubeflow26_03_1 } from '../../releases/26.03.1.ts';
import { sayPresent } from './find-traces.ts';
import { judgeRemoval } from './judge-removal.ts';
import type { Removal, RemovalWish } from '../removal.ts';

const types: Readonly<Record<string, ResourceType>> = Object.fromEntries(
  (
    [
      ['', 'Namespace', 'namespaces', false],
      ['', 'ConfigMap', 'configmaps', true],
      ['', 'Secret', 'secrets', true],
      ['', 'Service', 'services', true],
      ['', 'PersistentVolumeClaim', 'persistentvolumeclaims', true],
      ['apps', 'Deployment', 'deployments', true],
      ['coordination.k8s.io', 'Lease', 'leases', true],
      ['rbac.authorization.k8s.io', 'Role', 'roles', true],
      ['rbac.authorization.k8s.io', 'ClusterRole', 'clusterroles', false],
      ['apiextensions.k8s.io', 'CustomResourceDefinition', 'customresourcedefinitions', false],
      ['admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', false],
      ['cert-manager.io', 'Certificate', 'certificates', true],
      ['cert-manager.io', 'ClusterIssuer', 'clusterissuers', false],
      ['kubeflow.org', 'Profile', 'profiles', false],
      ['kubeflow.org', 'PodDefault', 'poddefaults', true],
      ['argoproj.io', 'Workflow', 'workflows', true],
    ] as const
  ).map(([group, kind, plural, namespaced]) => [kind, { group, version: 'v1', kind, plural, namespaced }]),
);

function typeOf(kind: string): ResourceType {
  const type = types[kind];
  if (type === undefined) throw new Error(`no kind ${kind}`);
  return type;
}

const notAllowed = new MlaError('kubernetes.forbidden', {
  user: 'ada',
  verb: 'list',
  resource: 'certificates',
  where: '',
  reason: '',
});

type Maker = 'ours' | 'kubectl' | 'helm' | 'program';

interface Made extends PresentObject {
  readonly content?: object;
}

/** `namespace/name`, or a name alone. */
function made(by: Maker, kind: string, where: string, more: { owner?: string; content?: object } = {}): Made {
  const [namespace, name = where] = where.includes('/') ? where.split('/') : [];
  const type = typeOf(kind);
  return {
    type,
    metadata: {
      name,
      uid: `${kind} ${where}`,
      ...(namespace !== undefined && { namespace }),
      ...(by === 'ours' && { labels: { [installationLabel]: 'demo' } }),
      ...(by === 'helm' && { annotations: { 'meta.helm.sh/release-name': 'shop' } }),
      ...(more.owner !== undefined && {
        ownerReferences: [{ apiVersion: '', kind: more.owner.split(' ')[0] ?? '', name: '', uid: more.owner }],
      }),
      managedFields: [{ manager: { ours: 'mlanywhere', kubectl: 'kubectl', helm: 'helm', program: 'controller' }[by] }],
    },
    ...(more.content !== undefined && { content: more.content }),
  };
}

function judge(objects: readonly Made[], wish: Partial<RemovalWish> = {}, forbidden: readonly string[] = []): Removal {
  const contents = new Map(
    objects.flatMap(({ metadata, content }) =>
      content === undefined
        ? []
        : [
            [
              metadata.uid ?? '',
              { apiVersion: 'v1', kind: '', metadata, ...content } satisfies KubernetesObject,
            ] as const,
          ],
    ),
  );
  return judgeRemoval({
    installation: 'demo',
    present: {
      objects: objects.map(({ type, metadata }) => ({ type, metadata })),
      unread: forbidden.map((kind) => ({ type: typeOf(kind), problem: notAllowed })),
    },
    contents,
    answering: new Set(['kubeflow/webhook']),
    effects: kubeflow26_03_1.effects,
    wish: { data: [], ...wish },
  });
}

const goes = ({ goes: all }: Removal): string[] => all.map((object) => `${object.stage}: ${sayPresent(object)}`);
const keeps = ({ keeps: all }: Removal): string[] => all.map((object) => `${sayPresent(object)}: ${object.because}`);

const definition = (name: string, by: Maker = 'ours'): Made => made(by, 'CustomResourceDefinition', name);

test('what MLAnywhere did not send is not even looked at: a company’s Istio, cert-manager and namespaces', () => {
  const removal = judge([
    made('helm', 'Namespace', 'istio-system'),
    made('helm', 'Deployment', 'istio-system/istiod'),
    definition('certificates.cert-manager.io', 'helm'),
    made('kubectl', 'Certificate', 'shop/till'),
    made('ours', 'Namespace', 'kubeflow'),
  ]);
  expect(goes(removal)).toEqual(['namespaces: Namespace kubeflow']);
  expect(keeps(removal)).toEqual([]);
});

test('what was taken over from a tool that signs its objects stays with its namespace, and says whose it was', () => {
  const taken = made('ours', 'Deployment', 'istio-system/istiod');
  const signed = { ...taken, metadata: { ...taken.metadata, annotations: { 'meta.helm.sh/release-name': 'company' } } };
  const removal = judge([made('ours', 'Namespace', 'istio-system'), signed]);
  expect(goes(removal)).toEqual([]);
  expect(keeps(removal)).toEqual([
    'Deployment istio-system/istiod: Helm release company owned it before MLAnywhere took it over: remove it there',
    'Namespace istio-system: Deployment istio-system/istiod stays',
  ]);
});

test('a definition that others use stays with their objects, and so does what these can depend on', () => {
  const removal = judge([
    definition('certificates.cert-manager.io'),
    definition('clusterissuers.cert-manager.io'),
    made('kubectl', 'Certificate', 'shop/till'),
    made('kubectl', 'ClusterIssuer', 'company'),
    made('ours', 'ClusterIssuer', 'kubeflow-issuer'),
  ]);
  expect(goes(removal)).toEqual(['custom-resources: ClusterIssuer kubeflow-issuer']);
  expect(keeps(removal)).toEqual([
    'Certificate shop/till: it is not of this installation',
    'CustomResourceDefinition certificates.cert-manager.io: Certificate shop/till needs its kind',
    'ClusterIssuer company: objects of others can depend on it',
    'CustomResourceDefinition clusterissuers.cert-manager.io: ClusterIssuer company needs its kind',
  ]);
});

test('a Profile goes with its namespace, and stays when a tool has software in it; a namespace that it only uses stays', () => {
  const profile = [
    definition('profiles.kubeflow.org'),
    made('program', 'Profile', 'ada'),
    made('program', 'Namespace', 'ada', { owner: 'Profile ada' }),
    made('program', 'Secret', 'ada/token'),
  ];
  expect(goes(judge([...profile, made('kubectl', 'Profile', 'eve'), made('kubectl', 'Namespace', 'eve')]))).toEqual([
    'profiles: Profile ada',
    'profiles: Profile eve',
    'profiles: Namespace ada',
    'definitions: CustomResourceDefinition profiles.kubeflow.org',
  ]);
  expect(keeps(judge([...profile, made('helm', 'ConfigMap', 'ada/redis')]))).toContain(
    'Profile ada: ConfigMap ada/redis of Helm release shop is in its namespace',
  );
});

test('the PodDefault of the proxy goes, also from the namespace of a user whose data stays', () => {
  const removal = judge([
    definition('profiles.kubeflow.org'),
    definition('poddefaults.kubeflow.org'),
    made('program', 'Profile', 'ada'),
    made('program', 'Namespace', 'ada', { owner: 'Profile ada' }),
    made('program', 'PersistentVolumeClaim', 'ada/notebooks'),
    made('program', 'PodDefault', 'ada/mlanywhere-proxy'),
  ]);
  expect(goes(removal)).toContainEqual(expect.stringMatching(/: PodDefault ada\/mlanywhere-proxy$/));
  expect(keeps(removal)).toContainEqual(expect.stringMatching(/^Namespace ada: /));
});

test('what programs made is found by the rights that they made it with, and by the services behind it', () => {
  const service = { clientConfig: { service: { namespace: 'kubeflow', name: 'webhook' } } };
  const removal = judge([
    made('ours', 'ClusterRole', 'dex', {
      content: {
        rules: [
          { apiGroups: ['dex.coreos.com'], resources: ['*'], verbs: ['*'] },
          { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: ['create'] },
        ],
      },
    }),
    definition('authcodes.dex.coreos.com', 'program'),
    definition('keys.other.example.com', 'program'),
    made('ours', 'Role', 'kube-system/leader', {
      content: { rules: [{ resources: ['leases'], resourceNames: ['controller'], verbs: ['update'] }] },
    }),
    made('program', 'Lease', 'kube-system/controller'),
    made('program', 'Lease', 'kube-system/kube-scheduler'),
    made('ours', 'Service', 'kubeflow/webhook'),
    made('program', 'ValidatingWebhookConfiguration', 'registered', { content: { webhooks: [service] } }),
    made('kubectl', 'ValidatingWebhookConfiguration', 'by-hand', { content: { webhooks: [service] } }),
    made('ours', 'Deployment', 'istio-system/istiod'),
    made('program', 'ConfigMap', 'shop/istio-ca-root-cert'),
  ]);
  expect(goes(removal).filter((one) => !/Role|Service|Deployment/.test(one))).toEqual([
    'webhooks: ValidatingWebhookConfiguration registered',
    'definitions: CustomResourceDefinition authcodes.dex.coreos.com',
    'traces: Lease kube-system/controller',
    'traces: ConfigMap shop/istio-ca-root-cert',
  ]);
});

test('a claim that a going object owns is taken out of its ownership, unless its data goes too', () => {
  const objects = [
    made('ours', 'Namespace', 'kubeflow'),
    definition('workflows.argoproj.io'),
    made('kubectl', 'Workflow', 'kubeflow/train'),
    made('program', 'PersistentVolumeClaim', 'kubeflow/scratch', { owner: 'Workflow kubeflow/train' }),
  ];
  expect(judge(objects).claims).toMatchObject([{ name: 'scratch', goes: false, owners: ['Workflow kubeflow/train'] }]);
  expect(judge(objects, { data: ['kubeflow/scratch'] }).claims).toMatchObject([{ goes: true, owners: [] }]);
});

test('a Profile that stays loses the finalizers that its controller set, unless the controller stays or the Profile is being deleted', () => {
  const finalizers = ['profile-finalizer', 'kubeflow.org/quota', 'company.example/billing', 'by-hand'];
  const setBy = (manager: string, ...names: string[]): object => ({
    manager,
    fieldsV1: { 'f:metadata': { 'f:finalizers': Object.fromEntries(names.map((name) => [`v:"${name}"`, {}])) } },
  });
  const profile = (more: object = {}): Made => {
    const plain = made('program', 'Profile', 'ada');
    const managedFields = [setBy('manager', ...finalizers.slice(0, 3)), setBy('kubectl-edit', 'by-hand')];
    return { ...plain, metadata: { ...plain.metadata, finalizers, managedFields, ...more } };
  };
  const rest = [
    definition('profiles.kubeflow.org'),
    made('program', 'Namespace', 'ada', { owner: 'Profile ada' }),
    made('program', 'PersistentVolumeClaim', 'ada/work'),
  ];
  const controller = made('ours', 'Deployment', 'kubeflow/profiles-deployment');
  const signed = { annotations: { 'meta.helm.sh/release-name': 'company' } };

  const removal = judge([profile(), ...rest, controller]);
  expect(removal.released).toMatchObject([{ finalizers: ['profile-finalizer', 'kubeflow.org/quota'] }]);
  expect(removal.notes).toContainEqual(
    expect.stringMatching(/^Profile ada: it stays without the finalizers profile-finalizer, kubeflow.org\/quota/),
  );
  expect(judge([profile(), ...rest]).released).toHaveLength(1);
  expect(judge([profile({ deletionTimestamp: '2026-11-30T00:00:00Z' }), ...rest, controller]).released).toEqual([]);
  expect(judge([profile(signed), ...rest, controller]).released).toEqual([]);
  expect(
    judge([profile(), ...rest, { ...controller, metadata: { ...controller.metadata, ...signed } }]).released,
  ).toEqual([]);
  expect(judge([profile(), ...rest, controller], { data: ['ada'] }).released).toEqual([]);
});

test('a wish for what is left over leaves all that the plan still has', () => {
  const removal = judge(
    [
      made('ours', 'Namespace', 'kubeflow'),
      made('ours', 'Deployment', 'kubeflow/katib'),
      made('ours', 'Deployment', 'kubeflow/dashboard'),
    ],
    { planned: new Set(['Namespace kubeflow', 'Deployment.apps kubeflow/dashboard']) },
  );
  expect(goes(removal)).toEqual(['workloads: Deployment kubeflow/katib']);
});

test('data of what is left over stays with its password, though its namespace is still planned', () => {
  const pod = {
    containers: [{ name: 'db', env: [{ name: 'P', valueFrom: { secretKeyRef: { name: 'katib', key: 'p' } } }] }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'katib' } }],
  };
  const objects = [
    made('ours', 'Namespace', 'kubeflow'),
    made('ours', 'Deployment', 'kubeflow/katib', {
      content: { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: pod } } },
    }),
    made('ours', 'Secret', 'kubeflow/katib'),
    made('ours', 'PersistentVolumeClaim', 'kubeflow/katib'),
    made('program', 'PersistentVolumeClaim', 'kubeflow/of-a-user'),
  ];
  const planned = new Set(['Namespace kubeflow']);
  const removal = judge(objects, { planned });
  expect(goes(removal)).toEqual(['workloads: Deployment kubeflow/katib']);
  expect(keeps(removal)).toContain('Secret kubeflow/katib: it opens the data of katib, which stays');
  expect(judge(objects, { planned, data: ['kubeflow'] }).claims).toMatchObject([{ name: 'katib', goes: true }]);
});

test('what can have objects of a kind that may not be listed stays: its definition, and every namespace', () => {
  const removal = judge(
    [
      made('ours', 'Namespace', 'kubeflow'),
      made('ours', 'Deployment', 'kubeflow/dashboard'),
      definition('certificates.cert-manager.io'),
      definition('workflows.argoproj.io'),
    ],
    {},
    ['Certificate'],
  );
  expect(removal.unseen).toEqual(['certificates.cert-manager.io']);
  expect(goes(removal)).toEqual([
    'workloads: Deployment kubeflow/dashboard',
    'definitions: CustomResourceDefinition workflows.argoproj.io',
  ]);
  expect(removal.notes).toEqual([expect.stringContaining('may not list certificates.cert-manager.io')]);
});
