import type { Case } from '../case.fixture.ts';

const namespace = `
apiVersion: v1
kind: Namespace
metadata: {name: $case}
---`;
const program = (marks: string, selector: string): string => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: controller, namespace: $case${marks}}
spec:
  selector: {matchLabels: ${selector}}
  template: {metadata: {labels: ${selector}}, spec: {containers: [{name: main, image: registry.example.com/controller:1}]}}
---`;

/** Software of the same name that someone else, or another release, put there. */
export const ownerCases: readonly Case[] = [
  {
    name: 'program-of-a-helm-release',
    before:
      namespace +
      program(
        ', annotations: {meta.helm.sh/release-name: certs, meta.helm.sh/release-namespace: $case}',
        '{app: theirs}',
      ),
    takeOver: [],
    release: namespace + program('', '{app: ours}'),
    checks: { 'foreign-owners': ['failed', /Helm release certs/] },
    install: {
      ends: 'refused',
      code: 'MLA-KUBEFLOW-017',
      words: /Nothing was sent to the cluster.*Helm release certs/,
    },
  },
  {
    name: 'program-of-another-release',
    before:
      namespace +
      program(
        ', labels: {mlanywhere.dev/installation: under-test}, annotations: {mlanywhere.dev/release: test 0}',
        '{app: ours}',
      ),
    release: namespace + program('', '{app: ours}'),
    checks: { 'earlier-kubeflow': ['failed', /test 0.*upgrad/i] },
    install: {
      ends: 'refused',
      code: 'MLA-KUBEFLOW-017',
      words: /Test 0 is installed.*mla upgrade under-test --release test@1 --plan/,
    },
  },
];
