import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../src/api/contract.ts';
import { installationSchema } from '../../src/installation/installation.ts';
import { settleCredentials } from '../../src/kubeflow/credentials/settle-credentials.ts';
import { installRelease } from '../../src/kubeflow/install/install-release.ts';
import type { InstallNews, InstallResult } from '../../src/kubeflow/install/install-events.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { runPreflight } from '../../src/preflight/run-preflight.ts';
import { auditLogEnd, readWrites } from './fixtures/audit-log.fixture.ts';
import { companyCertManager, companyMesh } from './fixtures/company-software.fixture.ts';
import { kubectl } from './fixtures/kubectl.fixture.ts';
import { startSampleCluster, type SampleCluster } from './fixtures/sample-cluster.fixture.ts';

let sample: SampleCluster;
let kubeconfig: string;
beforeAll(async () => {
  sample = await startSampleCluster('ownership');
  kubeconfig = join(sample.cluster.directory, 'kubectl.kubeconfig');
  await writeFile(kubeconfig, sample.cluster.kubeconfig);
});
afterAll(() => sample.stop());

// Never aborted: a test's own limit ends what hangs.
const { signal } = new AbortController();
const definitions: ResourceType = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

/** As another owner does it; without force kubectl fails where fields belong to somebody else. */
async function applyAs(manager: string, manifests: string): Promise<void> {
  await kubectl(
    ['--kubeconfig', kubeconfig, 'apply', '--server-side', '--field-manager', manager, '--filename', '-'],
    manifests,
  );
}

async function planOf(version: string, name: string, credentials: 'none' | 'settled' = 'none'): Promise<Plan> {
  const release = await loadTestRelease(version);
  const sketch = makePlan({ release, components: 'all', installation: { name }, parameters: {} });
  if (credentials === 'none') return sketch;
  const settled = await settleCredentials({
    client: sample.client,
    plan: sketch,
    installation: name,
    stored: {},
    random: randomBytes,
    signal,
  });
  return makePlan({
    release,
    components: 'all',
    installation: { name },
    parameters: { credentials: settled.credentials },
  });
}

async function preflight(
  plan: Plan,
  name: string,
  takeOver: readonly string[] = [],
): Promise<ReadonlyMap<string, CheckResult>> {
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec: { cluster: { platform: 'existing', connection: 'a' }, kubeflow: { takeOver } },
  });
  return new Map(
    (await runPreflight({ client: sample.client, plan, installation, signal })).map((result) => [result.id, result]),
  );
}

async function install(
  plan: Plan,
  name: string,
  takeOver: readonly string[] = [],
): Promise<{ result: InstallResult; news: InstallNews[] }> {
  const news: InstallNews[] = [];
  const result = await installRelease({
    client: sample.client,
    plan,
    installation: name,
    takeOver,
    signal,
    now: () => new Date(),
    softLimits: { gate: 600, workload: 600 },
    tell: (one) => void news.push(one),
  });
  return { result, news };
}

/** Content of the Secrets that a plan gives passwords in. */
async function passwords(plan: Plan): Promise<unknown[]> {
  const secrets = plan.objects.filter(({ key }) => key.name === 'login-user' || key.name === 'history-database');
  const found = await Promise.all(
    secrets.map(({ type, key }) => sample.client.get<KubernetesObject & { data?: unknown }>(type, key)),
  );
  return found.map((secret) => secret?.data);
}

describe.runIf(kubeflowVersions.includes('26.03.1'))('software that a company installed with Helm', () => {
  beforeAll(() => applyAs('helm', `${companyMesh}---${companyCertManager}`));

  test('fails preflight, which names owner, versions and effect', async () => {
    const owners = (await preflight(await planOf('26.03.1', 'demo'), 'demo')).get('foreign-owners');
    expect(owners).toMatchObject({ outcome: 'failed', field: 'spec.kubeflow.takeOver' });
    expect(owners?.evidence).toMatch(
      /Istio 1\.26\.3 of Helm release company-mesh is in the cluster already; this release brings 1\.30\.1\./,
    );
    expect(owners?.evidence).toMatch(
      /AuthorizationPolicy istio-system\/global-deny-all would deny all traffic of 1 workload in 1 namespace with sidecars \(shop\)/,
    );
    expect(owners?.evidence).toMatch(
      /cert-manager v1\.21\.1 of Helm release certs .*this release brings v1\.20\.2\. MLAnywhere cannot take it over: Kubernetes does not allow to change the selector of Deployment cert-manager\/cert-manager/,
    );
  });

  test('is not touched by an install, also where preflight was skipped, and no word takes over what Kubernetes would refuse', async () => {
    const from = await auditLogEnd(sample.cluster.auditLog);
    const plan = await planOf('26.03.1', 'demo');
    await expect(install(plan, 'demo')).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-017' });
    await expect(install(plan, 'demo', ['istio', 'cert-manager'])).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-017' });
    expect([...(await readWrites(sample.cluster.auditLog, from)).sent.keys()]).toEqual([]);
  });

  test('has a newer definition, which is kept', async () => {
    const found = (await preflight(await planOf('26.03.1', 'demo'), 'demo', ['istio'])).get('newer-definitions');
    expect(found).toMatchObject({
      outcome: 'passed',
      evidence:
        'Newer than this release’s, and left as they are: clusterissuers.cert-manager.io (v1.21.1 here, v1.20.2 in this release).',
    });
  });
});

describe('an installation', () => {
  const name = 'certificates.sample.mlanywhere.dev';
  let first: Plan;
  let before: unknown[];

  test('leaves a newer definition of another owner as it is, takes over what it says, and tells both', async () => {
    first = await planOf('sample', 'base', 'settled');
    const planned = JSON.parse(first.objects.find(({ key }) => key.name === name)?.body ?? '{}') as KubernetesObject & {
      spec: { versions: { schema: unknown }[] };
    };
    const [version] = planned.spec.versions;
    const newer = {
      ...planned,
      metadata: { name },
      spec: {
        ...planned.spec,
        versions: [...planned.spec.versions, { ...version, name: 'v2', served: true, storage: false }],
      },
    };
    await applyAs('helm', JSON.stringify(newer));

    await expect(install(first, 'base')).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-017' });
    const { result, news } = await install(first, 'base', ['certificates']);
    expect(result.ready).toBe(result.workloads);
    expect(news.filter(({ type }) => type === 'taken-over')).toMatchObject([
      { word: 'certificates', objects: [`CustomResourceDefinition ${name}`] },
    ]);
    expect(news.filter(({ type }) => type === 'definition-kept')).toMatchObject([{ because: 'also accepts v2' }]);
    const kept = await sample.client.get<typeof newer>(definitions, { name });
    expect(kept?.spec.versions).toHaveLength(newer.spec.versions.length);
    before = await passwords(first);
  });

  test('whose stored credentials are lost reads them back: no object changes', async () => {
    const again = await planOf('sample', 'base', 'settled');
    const from = await auditLogEnd(sample.cluster.auditLog);
    const { result } = await install(again, 'base', ['certificates']);
    expect([...(await readWrites(sample.cluster.auditLog, from)).sent.keys()]).toEqual([]);
    expect(result.unchanged).toBe(result.objects - 1);
    expect(await passwords(again)).toEqual(before);
  });

  test('conflicts with nobody: the same objects are applied again without force', async () => {
    const own = first.objects.filter(({ key }) => key.name !== name).map(({ body }) => body);
    await applyAs('mlanywhere', own.join('\n---\n'));
  });

  test('of another name is refused, and takes over only when it says so, with the passwords that are there', async () => {
    const second = await planOf('sample', 'second', 'settled');
    expect((await preflight(second, 'second')).get('other-installation')).toMatchObject({
      outcome: 'failed',
      evidence: expect.stringMatching(/^The installation base of MLAnywhere has this cluster/) as string,
    });
    await expect(install(second, 'second', ['certificates'])).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-017' });
    const { news } = await install(second, 'second', ['certificates', 'installation:base']);
    expect(news.find(({ type }) => type === 'taken-over')).toBeDefined();
    expect(await passwords(second)).toEqual(before);
  });
});
