import { expect, test } from 'vitest';
import { installationSchema, type InstallationInput } from '../../../installation/installation.ts';
import { makePlan } from '../../../kubeflow/plan/make-plan.ts';
import { releaseOf } from '../../../kubeflow/testing/releases.fixture.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { findingsIn } from '../../testing/described-cluster.fixture.ts';

const podsOf = (...images: string[]): string =>
  images
    .map(
      (image, index) =>
        `{apiVersion: apps/v1, kind: Deployment, metadata: {name: pods-${index}, namespace: default}, spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: "${image}"}]}}}}`,
    )
    .join('\n---\n');
const plan = makePlan({
  release: releaseOf(podsOf('quay.io/a/b:1', 'mysql:8')),
  components: 'all',
  installation: { name: 'demo' },
  parameters: {},
});
const proxy = { https: 'http://proxy.example:3128' };

async function find(
  events: readonly Partial<KubernetesObject>[],
  spec: Partial<InstallationInput['spec']> = { proxy },
) {
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'existing', connection: 'lab' }, ...spec },
  });
  const found = (await findingsIn({ events }, { plan, installation })).get('node-proxy');
  return `${found?.severity ?? ''} ${found?.outcome ?? ''}: ${found?.evidence ?? ''} ${found?.fix ?? ''}`;
}

const event = (reason: string, message: string): Partial<KubernetesObject> => ({
  metadata: { name: `${reason}-${message.length}`, namespace: 'default' },
  reason,
  message,
  source: { host: 'worker-1' },
});
const pulled = (image: string) =>
  event('Pulled', `Successfully pulled image "${image}" in 1.2s (1.2s including waiting)`);

test('says no more than the API shows: nothing where no node pulled an image', async () => {
  expect(await find([])).toBe(
    'informs unknown: The API does not show which proxy the container runtime of a node has, and no node pulled an image of docker.io, quay.io lately. Print the script with `mla proxy script`. On each node, `sh proxy.sh look` says what is missing and `sh proxy.sh set` sets it. Or let a pod try: `mla preflight --probe`.',
  );
});

test('passes where nodes pulled from each registry, and names those from which none did', async () => {
  expect(await find([pulled('quay.io/x/y:2'), pulled('nginx')])).toMatch(
    /passed: Nodes pulled images of docker\.io, quay\.io/,
  );
  const present = event('Pulled', 'Container image "nginx" already present on machine');
  expect(await find([pulled('quay.io/x/y:2'), present])).toMatch(/unknown: .*an image of docker\.io lately/);
});

test('warns of pulls that did not reach a registry, with the node and the reason', async () => {
  const failure = event(
    'Failed',
    'Failed to pull image "quay.io/a/b:1": rpc error: code = Unavailable desc = failed to pull and unpack image: dial tcp 1.2.3.4:443: i/o timeout',
  );
  expect(await find([failure, pulled('nginx'), pulled('quay.io/x/y:2')])).toMatch(
    /warning: 1 pull of images failed lately, for example quay\.io\/a\/b:1 on worker-1: i\/o timeout\. The API does not show/,
  );
  // A wrong name says nothing of a proxy.
  const wrong = event('Failed', 'Failed to pull image "quay.io/a/b:1": manifest unknown');
  expect(await find([wrong, pulled('nginx'), pulled('quay.io/x/y:2')])).toMatch(/passed/);
});

test('asks nothing without a proxy, and where the platform sets it on nodes', async () => {
  expect(await find([], {})).toMatch(/passed: The installation has no proxy\./);
  expect(await find([], { proxy, cluster: { platform: 'kind' } })).toMatch(/passed: The nodes get their proxy/);
});
