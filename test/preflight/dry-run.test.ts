import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { matching } from '../../src/kubernetes/testing/matching.fixture.ts';
import { planOf, preflightOf, startCheckedCluster, type CheckedCluster } from './checked-cluster.fixture.ts';

const configMap = (namespace: string, name: string, data = 'data: {color: red}'): string =>
  `\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, namespace: ${namespace}}, ${data}}\n`;

describe('the dry run of a plan', () => {
  let cluster: CheckedCluster;
  beforeAll(async () => {
    cluster = await startCheckedCluster();
  });
  afterAll(async () => cluster.stop());

  test('passes where the API server accepts all, and leaves nothing behind', async () => {
    await cluster.make('{apiVersion: v1, kind: Namespace, metadata: {name: clean}}');
    const found = await preflightOf(cluster.client, planOf(configMap('clean', 'settings')));
    expect(found.get('server-side-dry-run')).toMatchObject({
      outcome: 'passed',
      severity: 'blocks',
      evidence: 'The API server accepts 1 object.',
    });
    expect(found.get('field-owners')).toMatchObject({ outcome: 'passed', severity: 'warns' });
    const key = { namespace: 'clean', name: 'settings' };
    const type = { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
    expect(await cluster.client.get(type, key)).toBeUndefined();
  });

  test('names the admission policy, the object and the reason of a refusal', async () => {
    await cluster.make(`
{apiVersion: v1, kind: Namespace, metadata: {name: strict}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: only-blue}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}]
  validations: [{expression: "!has(object.data) || !has(object.data.color) || object.data.color == 'blue'", message: paint it blue}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: only-blue-here}
spec: {policyName: only-blue, validationActions: [Deny], matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: strict}}}}
`);
    const plan = planOf(
      configMap('strict', 'one') + configMap('strict', 'two') + configMap('strict', 'sea', 'data: {color: blue}'),
    );
    // The API server reads a new policy a moment after it was made.
    await expect
      .poll(async () => (await preflightOf(cluster.client, plan)).get('server-side-dry-run'))
      .toMatchObject({
        outcome: 'failed',
        evidence: matching(
          /reject 2 of 3 objects\. The admission policy only-blue does not allow ConfigMap strict\/(one|two): .*paint it blue.* \(and 1 object for the same reason\)\./,
        ),
        fix: matching(/kubectl get validatingadmissionpolicy only-blue/),
      });
  });

  test('names the quota that leaves no room', async () => {
    await cluster.make(`
{apiVersion: v1, kind: Namespace, metadata: {name: full}}
---
{apiVersion: v1, kind: ResourceQuota, metadata: {name: team, namespace: full}, spec: {hard: {count/configmaps: '0'}}}
`);
    const plan = planOf(configMap('full', 'settings'));
    await expect
      .poll(async () => (await preflightOf(cluster.client, plan)).get('server-side-dry-run'))
      .toMatchObject({
        outcome: 'failed',
        evidence: matching(/The quota team leaves no room for ConfigMap full\/settings/),
      });
  });

  test('names who owns a field that the installation would overwrite', async () => {
    await cluster.make('{apiVersion: v1, kind: Namespace, metadata: {name: shared}}');
    await cluster.client.request('POST', '/api/v1/namespaces/shared/configmaps?fieldManager=painter', {
      metadata: { name: 'settings' },
      data: { color: 'green' },
    });
    const plan = planOf(configMap('shared', 'settings'));
    const evidence = 'ConfigMap shared/settings has fields of others: .data.color by painter.';
    expect((await preflightOf(cluster.client, plan)).get('field-owners')).toMatchObject({
      outcome: 'failed',
      evidence,
    });
    // A ConfigMap of this installation: what others changed there is told, and no reason to stop.
    await cluster.client.mergePatch(
      { group: '', version: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true },
      { namespace: 'shared', name: 'settings' },
      { metadata: { labels: { 'mlanywhere.dev/installation': 'demo' } } },
    );
    expect((await preflightOf(cluster.client, plan)).get('field-owners')).toMatchObject({
      outcome: 'warning',
      evidence,
    });
  });

  test('a label that somebody gave to a namespace stops the run until it is overridden', async () => {
    await cluster.client.request('POST', '/api/v1/namespaces?fieldManager=painter', {
      metadata: { name: 'labelled', labels: { team: 'blue' } },
    });
    const plan = planOf('{apiVersion: v1, kind: Namespace, metadata: {name: labelled, labels: {team: red}}}');
    const found = await preflightOf(cluster.client, plan);
    expect(found.get('field-owners')).toMatchObject({
      outcome: 'failed',
      severity: 'warns',
      evidence: 'Namespace labelled has fields of others: .metadata.labels.team by painter.',
    });
    const overrides = [{ check: 'field-owners', reason: 'They agreed' }];
    expect((await preflightOf(cluster.client, plan, { overrides })).get('field-owners')).toMatchObject({
      outcome: 'failed',
      overridden: 'They agreed',
    });
  });

  test('passes on what the API server remarks', async () => {
    await cluster.make(
      '{apiVersion: v1, kind: Namespace, metadata: {name: watched, labels: {pod-security.kubernetes.io/warn: restricted}}}',
    );
    const plan = planOf(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: watched}
spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {hostNetwork: true, containers: [{name: c, image: i}]}}}
`);
    expect((await preflightOf(cluster.client, plan)).get('server-side-dry-run')).toMatchObject({
      outcome: 'warning',
      evidence: matching(
        /accepts 1 object, with remarks: Deployment watched\/web: would violate PodSecurity "restricted/,
      ),
    });
  });

  test('counts the objects that cannot be tried, with the reason', async () => {
    const plan = planOf(`
{apiVersion: v1, kind: Namespace, metadata: {name: to-come}}
${configMap('to-come', 'one')}
${configMap('to-come', 'two')}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.tried.example.org}
spec: {group: tried.example.org, scope: Cluster, names: {kind: Thing, plural: things}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}
---
{apiVersion: tried.example.org/v1, kind: Thing, metadata: {name: first}}
`);
    expect((await preflightOf(cluster.client, plan)).get('server-side-dry-run')).toMatchObject({
      outcome: 'passed',
      evidence: matching(
        /^The API server accepts 2 objects\. Not checked: 3 objects, (2 because the namespace does not exist yet, 1 because the kind does not exist yet|1 because the kind does not exist yet, 2 because the namespace does not exist yet)\.$/,
      ),
    });
    const nothing = await preflightOf(cluster.client, planOf(configMap('nowhere', 'one')));
    expect(nothing.get('server-side-dry-run')).toMatchObject({ outcome: 'unknown' });
    expect(nothing.get('field-owners')).toMatchObject({ outcome: 'unknown' });
  });

  test('an account without rights to look finds nothing out, and that is not a pass', async () => {
    const client = await cluster.clientWith('nobody', '[]');
    const found = await preflightOf(client, planOf(configMap('default', 'one')));
    for (const id of ['server-side-dry-run', 'field-owners'])
      expect(found.get(id)).toMatchObject({ outcome: 'unknown', evidence: matching(/could not run/) });
  });

  test('an account that may look but not write is told so for each object', async () => {
    const client = await cluster.clientWith(
      'reader',
      "[{apiGroups: ['*'], resources: ['*'], verbs: [get, list, watch]}]",
    );
    expect((await preflightOf(client, planOf(configMap('default', 'one')))).get('server-side-dry-run')).toMatchObject({
      outcome: 'failed',
      evidence: matching(/reject 1 of 1 object/),
    });
  });

  test('what is there as planned is not sent, so it is not asked about', async () => {
    await cluster.make('{apiVersion: v1, kind: Namespace, metadata: {name: done}}');
    const plan = planOf(configMap('done', 'settings'));
    const [planned] = plan.objects;
    if (planned === undefined) throw new Error('the plan is empty');
    await cluster.client.apply(planned);
    expect((await preflightOf(cluster.client, plan)).get('server-side-dry-run')).toMatchObject({
      outcome: 'passed',
      evidence: 'Nothing is left to send. The cluster has the whole plan: 1 object.',
    });
  });
});
