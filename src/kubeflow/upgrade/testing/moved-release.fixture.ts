import type { Release } from '../../release/release.ts';
import { releaseOf } from '../../testing/releases.fixture.ts';

/**
 * Two releases of a made-up product, for upgrades in miniature: a controller
 * that elects a leader moves to a namespace of its own, a DaemonSet and a
 * StatefulSet with it, its page moves along
 * under another name and keeps its path, a program gets another selector, a
 * binding another role, a kind another stored version; some things are gone.
 */
export function movedRelease(version: '1' | '2'): Release {
  return releaseOf(movedReleaseText(version), 'models', { name: 'test', version });
}

/** Its objects as YAML. */
export function movedReleaseText(version: '1' | '2'): string {
  return [...common, ...(version === '1' ? first : second)].join('---\n');
}

/** Two releases of one definition: its objects are stored as v1beta1 in the first, which the second does not have. */
export function chartsRelease(version: '1' | '2'): Release {
  const versions = version === '1' ? ['v1beta1'] : ['v1'];
  const text = definition('charts', { group: 'example.com', kind: 'Chart', versions });
  return releaseOf(text, 'charts', { name: 'charts', version });
}

const definition = (
  plural: string,
  { group, kind, versions }: { group: string; kind: string; versions: readonly string[] },
): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: ${plural}.${group}}
spec:
  group: ${group}
  scope: Namespaced
  names: {kind: ${kind}, listKind: ${kind}List, plural: ${plural}, singular: ${kind.toLowerCase()}}
  versions:
${versions
  .map(
    (name, place) =>
      `  - {name: ${name}, served: true, storage: ${place === versions.length - 1}, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}`,
  )
  .join('\n')}
`;

const program = (
  name: string,
  {
    namespace,
    image,
    app = name,
    account = 'default',
  }: { namespace: string; image: string; app?: string; account?: string },
): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  replicas: 1
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata: {labels: {app: ${app}}}
    spec:
      serviceAccountName: ${account}
      containers: [{name: main, image: "${image}", readinessProbe: {httpGet: {path: /, port: 8080}, initialDelaySeconds: 7}}]
`;

/** A program on every node, and one with an identity for each pod. */
const others = (namespace: string): string =>
  (['DaemonSet', 'StatefulSet'] as const)
    .map((kind) => {
      const name = kind === 'DaemonSet' ? 'model-cache' : 'model-index';
      return `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  ${kind === 'StatefulSet' ? `serviceName: ${name}` : 'updateStrategy: {type: RollingUpdate}'}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "example.com/${name}:1"}]}
`;
    })
    .join('---');

const page = (name: string, namespace: string): string => `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: ${namespace}}
spec: {selector: {app: ${name}}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  hosts: ["*"]
  gateways: [platform/main]
  http: [{match: [{uri: {prefix: /models/}}], route: [{destination: {host: ${name}.${namespace}.svc.cluster.local}}]}]
`;

const controller = (namespace: string, image: string): string => `
apiVersion: v1
kind: ServiceAccount
metadata: {name: model-controller, namespace: ${namespace}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: model-controller}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: model-controller}
subjects: [{kind: ServiceAccount, name: model-controller, namespace: ${namespace}}]
---${program('model-controller', { namespace, image, account: 'model-controller' })}`;

const binding = (role: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: reports}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}
subjects: [{kind: ServiceAccount, name: default, namespace: platform}]
`;

const role = (name: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: ${name}}
rules: [{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}]
`;

const setting = (name: string, value: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: {name: ${name}, namespace: platform}
data: {value: "${value}"}
`;

const namespace = (name: string): string => `
apiVersion: v1
kind: Namespace
metadata: {name: ${name}}
`;

const common = [
  definition('virtualservices', { group: 'networking.istio.io', kind: 'VirtualService', versions: ['v1'] }),
  namespace('platform'),
  role('model-controller'),
  setting('unchanged', 'same'),
];

const first = [
  definition('models', { group: 'example.com', kind: 'Model', versions: ['v1alpha1'] }),
  definition('drafts', { group: 'example.com', kind: 'Draft', versions: ['v1'] }),
  controller('platform', 'example.com/model-controller:1'),
  others('platform'),
  program('model-page', { namespace: 'platform', image: 'example.com/model-page:1' }),
  page('model-page', 'platform'),
  program('reports', { namespace: 'platform', image: 'example.com/reports:1' }),
  role('reports-old'),
  binding('reports-old'),
  setting('changed', 'one'),
  setting('leftover', 'gone'),
  `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: drafts, namespace: platform}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`,
];

const second = [
  definition('models', { group: 'example.com', kind: 'Model', versions: ['v1alpha1', 'v1alpha2'] }),
  namespace('serving'),
  controller('serving', 'example.com/model-controller:2'),
  others('serving'),
  program('model-ui', { namespace: 'serving', image: 'example.com/model-ui:2' }),
  page('model-ui', 'serving'),
  program('reports', { namespace: 'platform', image: 'example.com/reports:2', app: 'reports-2' }),
  role('reports-new'),
  binding('reports-new'),
  setting('changed', 'two'),
];
