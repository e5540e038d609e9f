import type { Case, FoundCluster } from '../case.fixture.ts';
import { eventually } from '../../patience.fixture.ts';

const namespace = `
apiVersion: v1
kind: Namespace
metadata: {name: $case}
---`;
const service = `
apiVersion: v1
kind: Service
metadata: {name: old, namespace: $case}
spec: {selector: {app: nothing}, ports: [{port: 443, targetPort: 9443}]}
---`;
const webhook = (resources: string, name = 'old'): string => `
apiVersion: admissionregistration.k8s.io/v1
kind: MutatingWebhookConfiguration
metadata: {name: $case}
webhooks:
  - name: pods.$case.example.org
    admissionReviewVersions: [v1]
    sideEffects: None
    failurePolicy: Fail
    clientConfig: {service: {namespace: $case, name: ${name}, path: /mutate}}
    rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [${resources}]}]
    namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: $case}}
---`;
const program = `${namespace}
apiVersion: apps/v1
kind: Deployment
metadata: {name: program, namespace: $case}
spec:
  selector: {matchLabels: {app: program}}
  template: {metadata: {labels: {app: program}}, spec: {containers: [{name: main, image: registry.example.com/program}]}}
---`;

/** The API server follows its webhook configurations with a small delay. */
async function untilPodsAreRefused({ client, name }: FoundCluster): Promise<void> {
  const pod = { metadata: { name: 'probe' }, spec: { containers: [{ name: 'main', image: 'probe' }] } };
  await eventually(() =>
    client.request('POST', `/api/v1/namespaces/${name}/pods?dryRun=All`, pod).then(
      () => false,
      (thrown: unknown) => /webhook/.test(String(thrown)),
    ),
  );
}

/** Fail-closed webhooks that nobody answers for. */
export const webhookCases: readonly Case[] = [
  {
    name: 'webhook-for-pods-has-a-service-and-no-pod',
    before: namespace + service + webhook('pods'),
    steps: untilPodsAreRefused,
    release: program,
    checks: {
      'webhooks-alive': [
        'failed',
        /pods\.webhook-for-pods.*kubectl delete mutatingwebhookconfiguration webhook-for-pods-has-a-service-and-no-pod/,
      ],
    },
    install: {
      ends: 'waiting',
      what: /^Deployment\.apps .*program$/,
      words:
        /MutatingWebhookConfiguration webhook-for-pods-has-a-service-and-no-pod.*kubectl delete mutatingwebhookconfiguration webhook-for-pods/,
    },
  },
  {
    name: 'webhook-for-other-kinds-has-no-pod',
    before: namespace + service + webhook('podtemplates'),
    release: program,
    checks: { 'webhooks-alive': ['warning', /not asked about.*webhook-for-other-kinds-has-no-pod/] },
    install: { ends: 'ready' },
  },
  {
    name: 'webhook-left-under-a-name-of-the-plan',
    before: namespace + webhook('pods', 'gone'),
    steps: untilPodsAreRefused,
    release: program + webhook('podtemplates', 'planned') + service.replace('old', 'planned'),
    checks: {
      'webhooks-alive': [
        'failed',
        /pods\.webhook-left-under.*kubectl delete mutatingwebhookconfiguration webhook-left-under-a-name-of-the-plan/,
      ],
    },
  },
];
