import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { matching } from '../../kubernetes/testing/matching.fixture.ts';
import type { Plan } from '../plan/plan.ts';
import { judgeOwnership } from './judge-ownership.ts';
import { lookBeforeWriting } from './look-before-writing.ts';
import { surveyCluster } from './survey.ts';
import { clusterOf } from './testing/cluster-of.fixture.ts';
import { meshPlan } from './testing/mesh-release.fixture.ts';
import type { Verdict } from './verdict.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

const plan = meshPlan();
const object = (yaml: string): KubernetesObject => load(yaml) as KubernetesObject;
/** What an install of a plan leaves in a cluster. */
const installed = (of: Plan): KubernetesObject[] => of.objects.map(({ body }) => JSON.parse(body) as KubernetesObject);

async function verdictOn(
  objects: readonly KubernetesObject[],
  { takeOver = [], of = plan }: { takeOver?: string[]; of?: Plan } = {},
): Promise<Verdict> {
  await using cluster = await clusterOf(objects);
  const survey = await surveyCluster({ client: cluster.client, plan: of, signal: hangSignal() });
  return judgeOwnership({ plan: of, installation: 'demo', takeOver, survey });
}

const companyMesh = [
  object('{apiVersion: v1, kind: Namespace, metadata: {name: istio-system}}'),
  object('{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}'),
  object(
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system, labels: {app.kubernetes.io/managed-by: Helm, release: company-istiod}}}',
  ),
  object(
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: istiod, namespace: istio-system, labels: {release: company-istiod}}, spec: {selector: {matchLabels: {istio: pilot}}, template: {metadata: {labels: {istio: pilot}}, spec: {containers: [{name: discovery, image: "registry.example.com:5000/istio/pilot:1.26.3"}]}}}}',
  ),
  object(
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: checkout, namespace: shop}, spec: {selector: {}, template: {spec: {containers: []}}}}',
  ),
];

test('an empty cluster, and one with what this installation left there, are refused nothing', async () => {
  for (const objects of [[], installed(plan)])
    expect(await verdictOn(objects)).toEqual({ refusals: [], taken: [], kept: [], leftOver: undefined });
});

test('a kind that the cluster does not serve, and that the plan does not bring, has no objects', async () => {
  const [first] = plan.objects;
  if (first === undefined) throw new Error('the plan is empty');
  const type = { group: 'gateway.networking.k8s.io', version: 'v1', kind: 'HTTPRoute', plural: 'httproutes' };
  const key = { ...first.key, apiVersion: `${type.group}/${type.version}`, kind: type.kind };
  const route = { ...first, key, type: { ...type, namespaced: true } };
  await using cluster = await clusterOf([], { without: key.apiVersion });
  const of = { ...plan, objects: [...plan.objects, route] };
  expect((await surveyCluster({ client: cluster.client, plan: of, signal: hangSignal() })).found).toEqual([]);
});

test('a company’s mesh is refused, with its owner, both versions, and whom the new policy hits', async () => {
  expect((await verdictOn(companyMesh)).refusals).toEqual([
    {
      question: 'foreign-owners',
      evidence:
        'istio 1.26.3 of Helm release company-istiod is in the cluster already; this release brings 1.30.1. The install would change 2 objects of it: ConfigMap istio-system/istio, Deployment istio-system/istiod. ' +
        'The mesh configuration (ConfigMap istio-system/istio) would be replaced. AuthorizationPolicy istio-system/global-deny-all would deny all traffic of 1 workload in 1 namespace with sidecars (shop).',
      fix: matching(/Use another cluster.*--take-over istio, or takeOver: \[istio\] in spec\.kubeflow/),
      field: 'spec.kubeflow.takeOver',
    },
  ]);
});

test('a mesh that the installation says to take over is taken, and who had it is known', async () => {
  const { refusals, taken } = await verdictOn(companyMesh, { takeOver: ['istio'] });
  expect(refusals).toEqual([]);
  expect(taken).toEqual([
    {
      word: 'istio',
      what: 'istio 1.26.3 of Helm release company-istiod',
      objects: ['ConfigMap istio-system/istio', 'Deployment istio-system/istiod'],
    },
  ]);
});

test('no word takes over a program whose selector is another: Kubernetes would refuse it half-way', async () => {
  const revisioned = companyMesh.map((one) =>
    one.metadata.name === 'istiod'
      ? { ...one, spec: { ...(one['spec'] as object), selector: { matchLabels: { app: 'istiod', istio: 'pilot' } } } }
      : one,
  );
  const [refusal] = (await verdictOn(revisioned, { takeOver: ['istio'] })).refusals;
  expect(refusal?.evidence).toMatch(
    /MLAnywhere cannot take it over: Kubernetes does not allow to change the selector of Deployment istio-system\/istiod/,
  );
  expect(refusal?.fix).toMatch(/uninstall this software first/);
  expect(refusal?.fix).not.toMatch(/take-over/);
});

test('a word that this plan has no software for is named', async () => {
  expect((await verdictOn([], { takeOver: ['isito', 'installation:base'] })).refusals).toMatchObject([
    {
      evidence: 'takeOver names isito, which this plan does not have.',
      fix: 'Write one of: istio, pipelines, or installation:NAME.',
    },
  ]);
});

test('a namespace or a Secret with a password that was made beforehand is no other owner', async () => {
  const beforehand = [
    object('{apiVersion: v1, kind: Namespace, metadata: {name: kubeflow, labels: {team: data}}}'),
    object(
      '{apiVersion: v1, kind: Secret, metadata: {name: mysql-secret, namespace: kubeflow, managedFields: [{manager: kubectl-create, operation: Update}]}, data: {password: b2xk}}',
    ),
  ];
  expect((await verdictOn(beforehand)).refusals).toEqual([]);
});

test('what a controller made again in software of ours is no other owner; alone it is', async () => {
  const istiod = object(
    '{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system, managedFields: [{manager: pilot-discovery, operation: Update}]}}',
  );
  const withOurs = installed(plan).map((one) => (one.kind === 'ConfigMap' ? istiod : one));
  expect((await verdictOn(withOurs)).refusals).toEqual([]);
  expect((await verdictOn([istiod])).refusals).toMatchObject([
    { question: 'foreign-owners', evidence: matching(/istio of pilot-discovery is in the cluster/) },
  ]);
});

test('another installation that lives on the cluster is refused by name, unless the installation says that it takes over', async () => {
  const theirs = installed(meshPlan({ installation: 'base' }));
  expect((await verdictOn(theirs)).refusals).toMatchObject([
    {
      question: 'other-installation',
      evidence:
        'The installation base of MLAnywhere has this cluster: 10 objects of this plan are labelled mlanywhere.dev/installation=base.',
      fix: matching(/under the name base, or use another cluster.*--take-over installation:base/),
    },
  ]);
  expect(await verdictOn(theirs, { takeOver: ['installation:base'] })).toMatchObject({
    refusals: [],
    taken: [{ word: 'installation:base', what: 'the installation base' }],
  });
});

test('what is left of an installation that was deleted with its namespaces is used again', async () => {
  const left = installed(meshPlan({ installation: 'base' })).filter(({ metadata }) => metadata.namespace === undefined);
  expect(await verdictOn(left)).toMatchObject({
    refusals: [],
    leftOver: '3 objects of the installation base, of which nothing runs any more',
  });
});

test('another release is refused, whoever installed it, and named', async () => {
  const earlier = installed(meshPlan({ version: '26.03' }));
  const changed = (text: string, to: string): KubernetesObject[] =>
    earlier.map(
      (one) =>
        JSON.parse(
          JSON.stringify(one)
            .replace(text, to)
            .replaceAll(/"mlanywhere.dev\/hash":"[^"]*"/g, '"mlanywhere.dev/hash":"other"'),
        ) as KubernetesObject,
    );
  expect((await verdictOn(changed('x', 'x'))).refusals).toMatchObject([
    {
      question: 'earlier-kubeflow',
      evidence: matching(
        /^Kubeflow 26\.03 is installed, by the installation demo: .* is of Kubeflow 26\.03\. This installation asks for 26\.03\.1\.$/,
      ),
      fix: matching(/`mla upgrade demo --release 26\.03\.1 --plan`/),
    },
  ]);

  const byKubectl = changed('kfp-api-server:2.16.1', 'kfp-api-server:2.16.0').map((one) => ({
    ...one,
    metadata: {
      ...one.metadata,
      labels: {},
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      managedFields: [{ manager: 'kubectl-client-side-apply', operation: 'Update' }],
    },
  }));
  const refusals = (await verdictOn(byKubectl, { takeOver: ['istio', 'pipelines'] })).refusals;
  expect(refusals).toMatchObject([
    {
      question: 'earlier-kubeflow',
      evidence: matching(
        /^Kubeflow 26\.03 is installed, by kubectl: .*ml-pipeline runs ghcr\.io\/kubeflow\/kfp-api-server:2\.16\.0, and this release has ghcr\.io\/kubeflow\/kfp-api-server:2\.16\.1/,
      ),
    },
  ]);
});

test('the engine looks by itself, and sends nothing', async () => {
  await using cluster = await clusterOf(companyMesh);
  const looking = lookBeforeWriting({
    client: cluster.client,
    plan,
    installation: 'demo',
    takeOver: [],
    signal: hangSignal(),
  });
  await expect(looking).rejects.toMatchObject({
    code: 'MLA-KUBEFLOW-017',
    message: matching(/^Nothing was sent to the cluster\. istio 1\.26\.3 of Helm release company-istiod/),
  });
});
