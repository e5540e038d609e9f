/**
 * Preflight of a release on an empty cluster, the dry run of each of its
 * objects, and preflight on a large cluster, in seconds. Arguments: kubeconfig,
 * bundle. Prints JSON.
 */
import { readFile } from 'node:fs/promises';
import { installationSchema } from '../../src/installation/installation.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { loadRelease } from '../../src/kubeflow/release/load-release.ts';
import { surveyCluster } from '../../src/kubeflow/ownership/survey.ts';
import { tryPlan } from '../../src/kubeflow/dry-run/try-plan.ts';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig/kubeconfig.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { runPreflight } from '../../src/preflight/run-preflight.ts';

const [kubeconfig = '', bundle = ''] = process.argv.slice(2);
const client = createKubernetesClient(await readKubeconfig(await readFile(kubeconfig, 'utf8'), { execAllowed: false }));
const signal = AbortSignal.timeout(10 * 60_000);
const installation = installationSchema.parse({
  apiVersion: 'mlanywhere.dev/v1alpha1',
  kind: 'Installation',
  metadata: { name: 'bench' },
  spec: { cluster: { platform: 'existing', connection: 'bench' } },
});
const plan = makePlan({
  release: loadRelease(await readFile(bundle)),
  components: 'all',
  installation: { name: 'bench' },
  parameters: {},
});

async function time<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const started = performance.now();
  const result = await work();
  return { seconds: (performance.now() - started) / 1000, result };
}

/** Namespaces and definitions of the plan, and its kinds served: then each object can be asked about. */
async function prepare(of: Plan): Promise<void> {
  const wanted = of.objects.filter(({ key, serves }) => key.kind === 'Namespace' || serves !== undefined);
  for (const planned of wanted) {
    // With another hash it is not as planned, so it is asked about again.
    await client.apply({ ...planned, body: planned.body.replaceAll(planned.hash, 'earlier') });
  }
  const kinds = new Set(wanted.flatMap(({ serves }) => (serves === undefined ? [] : `${serves.kind}.${serves.group}`)));
  for (;;) {
    const served = new Set((await client.discoverAll({ signal })).map(({ kind, group }) => `${kind}.${group}`));
    if ([...kinds].every((kind) => served.has(kind))) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Nodes, pods, Secrets and Services of others, as a large cluster has them. */
async function fill(): Promise<void> {
  const name = (kind: string, index: number): string => `${kind}-${index}`;
  const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
  const path = '/api/v1/namespaces/default';
  const nodes = times(300, (i) => ({ path: '/api/v1/nodes', body: { metadata: { name: name('extra', i) } } }));
  const containers = [{ name: 'c', image: 'i', resources: { requests: { cpu: '1m' } } }];
  const others = [
    ...times(2000, (i) => ({
      path: `${path}/pods`,
      body: { metadata: { name: name('pod', i) }, spec: { nodeName: name('extra', i % 300), containers } },
    })),
    ...times(2000, (i) => ({
      path: `${path}/secrets`,
      body: { metadata: { name: name('secret', i) }, stringData: { a: 'b' } },
    })),
    ...times(1000, (i) => ({
      path: `${path}/services`,
      body: { metadata: { name: name('service', i) }, spec: { ports: [{ port: 80 }] } },
    })),
  ];
  for (const objects of [nodes, others]) {
    const left = [...objects];
    const sendNext = async (): Promise<void> => {
      for (let next = left.pop(); next !== undefined; next = left.pop())
        await client.request('POST', next.path, next.body);
    };
    await Promise.all(times(24, sendNext));
  }
}

const questions = (): Promise<unknown> => runPreflight({ client, plan, installation, signal, part: 'questions' });

const small = await time(questions);
await prepare(plan);
const survey = await surveyCluster({ client, plan, signal });
const { seconds, result } = await time(() => tryPlan({ client, plan, survey, kept: new Set(), signal }));
await fill();
const large = await time(questions);
process.stdout.write(
  JSON.stringify({
    objects: plan.objects.length,
    questions: small.seconds,
    questionsOfLarge: large.seconds,
    dryRun: seconds,
    tried: result.tried,
    refused: result.refused.map(({ error }) => error.message),
  }),
);
await client.close();
