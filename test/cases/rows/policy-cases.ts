import type { Case, FoundCluster } from '../case.fixture.ts';
import { eventually } from '../../patience.fixture.ts';

const namespace = `
apiVersion: v1
kind: Namespace
metadata: {name: $case}
---`;
const policy = (rule: string, expression: string, message: string): string => `${namespace}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: $case}
spec:
  failurePolicy: Fail
  matchConstraints:
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: $case}}
    resourceRules: [${rule}]
  validations: [{expression: "${expression}", message: ${message}}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: $case}
spec: {policyName: $case, validationActions: [Deny]}
---`;
const program = `${namespace}
apiVersion: apps/v1
kind: Deployment
metadata: {name: agent, namespace: $case}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: main, image: docker.io/agent}], volumes: [{name: node, hostPath: {path: /var/run}}]}
---`;

/** The API server follows its policies with a small delay. */
function untilDenied(
  path: (name: string) => string,
  body: (name: string) => object,
): (cluster: FoundCluster) => Promise<void> {
  return async ({ client, name }) => {
    await eventually(() =>
      client.request('POST', `${path(name)}?dryRun=All`, body(name)).then(
        () => false,
        () => true,
      ),
    );
  };
}

const pod = {
  containers: [{ name: 'main', image: 'docker.io/agent' }],
  volumes: [{ name: 'node', hostPath: { path: '/var/run' } }],
};

/** Policies of the company that keeps the cluster. */
export const policyCases: readonly Case[] = [
  {
    name: 'policy-against-directories-of-the-node',
    before: policy(
      '{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}',
      '!has(object.spec.template.spec.volumes) || object.spec.template.spec.volumes.all(v, !has(v.hostPath))',
      'directories of the node are not allowed',
    ),
    steps: untilDenied(
      (name) => `/apis/apps/v1/namespaces/${name}/deployments`,
      () => ({
        metadata: { name: 'probe' },
        spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: pod } },
      }),
    ),
    release: program,
    install: {
      ends: 'waiting',
      what: /^Deployment\.apps .*agent$/,
      words:
        /policy policy-against-directories-of-the-node.*directories of the node are not allowed.*kubectl get validatingadmissionpolicy/,
    },
  },
  {
    name: 'policy-against-images-of-other-registries',
    before: policy(
      '{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}',
      "object.spec.containers.all(c, !c.image.startsWith('docker.io/'))",
      'images must come from registry.example.com',
    ),
    steps: untilDenied(
      (name) => `/api/v1/namespaces/${name}/pods`,
      () => ({ metadata: { name: 'probe' }, spec: pod }),
    ),
    release: program,
    install: {
      ends: 'waiting',
      what: /^Deployment\.apps .*agent$/,
      words: /policy policy-against-images-of-other-registries.*images must come from registry\.example\.com/,
    },
  },
];
