import { buildBundle } from '../../release/build-release.ts';
import { loadRelease } from '../../release/load-release.ts';
import type { Credentials } from '../../credentials/credentials.ts';
import { makePlan } from '../../plan/make-plan.ts';
import type { Plan } from '../../plan/plan.ts';

const files: readonly { name: string; text: string }[] = [
  {
    name: 'istio-crds.yaml',
    text: `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: authorizationpolicies.security.istio.io, labels: {app.kubernetes.io/version: 1.30.1}}
spec:
  group: security.istio.io
  scope: Namespaced
  names: {kind: AuthorizationPolicy, listKind: AuthorizationPolicyList, plural: authorizationpolicies, singular: authorizationpolicy}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {action: {type: string}}}}}}}]
`,
  },
  {
    name: 'istio.yaml',
    text: `
apiVersion: v1
kind: Namespace
metadata: {name: istio-system}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system, labels: {release: istio, app.kubernetes.io/managed-by: Helm}}
data: {mesh: "trustDomain: cluster.local"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: istiod, namespace: istio-system, labels: {app: istiod, release: istio, app.kubernetes.io/managed-by: Helm}}
spec:
  selector: {matchLabels: {istio: pilot}}
  template: {metadata: {labels: {istio: pilot}}, spec: {containers: [{name: discovery, image: "registry.istio.io/release/pilot:1.30.1"}]}}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: global-deny-all, namespace: istio-system}
spec: {}
`,
  },
  {
    name: 'pipelines.yaml',
    text: `
apiVersion: v1
kind: Namespace
metadata: {name: kubeflow}
---
apiVersion: v1
kind: Secret
metadata: {name: mysql-secret, namespace: kubeflow}
stringData: {username: root, password: ""}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: mysql-pv-claim, namespace: kubeflow}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: mysql, namespace: kubeflow}
spec:
  selector: {matchLabels: {app: mysql}}
  template:
    metadata: {labels: {app: mysql}}
    spec:
      containers: [{name: mysql, image: "mysql:8.4", env: [{name: MYSQL_ALLOW_EMPTY_PASSWORD, value: "true"}, {name: MYSQL_ROOT_PASSWORD, valueFrom: {secretKeyRef: {name: mysql-secret, key: password}}}]}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: mysql-pv-claim}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ml-pipeline, namespace: kubeflow}
spec:
  selector: {matchLabels: {app: ml-pipeline}}
  template:
    metadata: {labels: {app: ml-pipeline}}
    spec: {containers: [{name: api, image: "ghcr.io/kubeflow/kfp-api-server:2.16.1", env: [{name: DBCONFIG_PASSWORD, valueFrom: {secretKeyRef: {name: mysql-secret, key: password}}}]}]}
`,
  },
];

const login = {
  name: 'dex.yaml',
  text: `
apiVersion: v1
kind: Namespace
metadata: {name: auth}
---
apiVersion: v1
kind: Secret
metadata: {name: dex-passwords, namespace: auth}
stringData: {DEX_USER_PASSWORD: published}
`,
};

/** A mesh and a database in ten objects, called what Kubeflow calls them: for tests that meet other owners of either. */
export function meshPlan({
  installation = 'demo',
  version = '26.03.1',
  login: withLogin = false,
  credentials,
}: { installation?: string; version?: string; login?: boolean; credentials?: Credentials } = {}): Plan {
  const release = loadRelease(buildBundle(withLogin ? [...files, login] : files, { version, catalogue: [] }));
  return makePlan({
    release,
    components: 'all',
    installation: { name: installation },
    parameters: credentials === undefined ? {} : { credentials },
  });
}
