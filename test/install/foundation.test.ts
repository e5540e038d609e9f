import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../src/api/contract.ts';
import { installationSchema, type Installation } from '../../src/installation/installation.ts';
import { settleCredentials } from '../../src/kubeflow/credentials/settle-credentials.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import { runPreflight } from '../../src/preflight/run-preflight.ts';
import { auditLogEnd, readWrites } from './fixtures/audit-log.fixture.ts';
import {
  companyCaInjector,
  companyCertManager,
  companyInjector,
  companyKnative,
  companyMesh,
  companyRevision,
} from './fixtures/company-software.fixture.ts';
import { followInstall, installation as name } from './fixtures/follow-install.fixture.ts';
import { kubectl } from './fixtures/kubectl.fixture.ts';
import { startSampleCluster, type SampleCluster } from './fixtures/sample-cluster.fixture.ts';

// Never aborted: a test's own limit ends what hangs.
const { signal } = new AbortController();
const components = ['certificate-issuer', 'oauth2-proxy'];
const yours = { 'cert-manager': 'yours', istio: 'yours' };
const company = `${companyMesh}---${companyCertManager}`;

let sample: SampleCluster;
let kubeconfig: string;

async function applyAsCompany(manifests: string): Promise<void> {
  await kubectl(
    ['--kubeconfig', kubeconfig, 'apply', '--server-side', '--field-manager', 'helm', '--filename', '-'],
    manifests,
  );
}

function installationWith(kubeflow: object): Installation {
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec: { cluster: { platform: 'existing', connection: 'a' }, kubeflow: { components, ...kubeflow } },
  });
}

async function planFor({ spec }: Installation): Promise<Plan> {
  const { foundation, components: chosen = components } = spec.kubeflow ?? {};
  const release = await loadTestRelease('26.03.1');
  const wanted = { release, components: chosen, installation: { name }, foundation };
  const { credentials } = await settleCredentials({
    client: sample.client,
    plan: makePlan({ ...wanted, parameters: {} }),
    installation: name,
    stored: {},
    random: randomBytes,
    signal,
  });
  return makePlan({ ...wanted, parameters: { credentials } });
}

async function check(id: string, kubeflow: object): Promise<CheckResult | undefined> {
  const installation = installationWith(kubeflow);
  const results = await runPreflight({
    client: sample.client,
    plan: await planFor(installation),
    installation,
    signal,
  });
  return results.find((result) => result.id === id);
}

/** What the company's objects are, once its own controllers have nothing more to write. */
async function companyObjects(manifests: string): Promise<string> {
  const read = (): Promise<string> =>
    kubectl(
      ['--kubeconfig', kubeconfig, 'get', '--show-managed-fields', '--filename', '-', '--output', 'json'],
      manifests,
    );
  for (let before = await read(); ;) {
    await pause(2000);
    const now = await read();
    if (now === before) return now;
    before = now;
  }
}

describe.runIf(kubeflowVersions.includes('26.03.1'))('a cluster with a company’s cert-manager and Istio', () => {
  let definitions: string;

  beforeAll(async () => {
    sample = await startSampleCluster('foundation');
    kubeconfig = join(sample.cluster.directory, 'kubectl.kubeconfig');
    await writeFile(kubeconfig, sample.cluster.kubeconfig);
    await applyAsCompany(company);
    const { objects } = await loadTestRelease('26.03.1');
    definitions = objects
      .filter(
        ({ key, component, serves }) =>
          serves !== undefined &&
          ['cert-manager', 'istio-crds'].includes(component) &&
          key.name !== 'clusterissuers.cert-manager.io',
      )
      .map(({ json }) => json)
      .join('\n---\n');
  });
  afterAll(() => sample.stop());

  test('is refused where Kubeflow’s own would be installed over them', async () => {
    expect(await check('foundation', {})).toMatchObject({ outcome: 'passed' });
    expect(await check('foreign-owners', {})).toMatchObject({ outcome: 'failed', field: 'spec.kubeflow.takeOver' });
    const install = followInstall({ client: sample.client, plan: await planFor(installationWith({})) });
    await expect(install.result).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-017' });
  });

  test('is refused where theirs do not serve a kind, inject no sidecars and do not know the login', async () => {
    const found = await check('foundation', { foundation: yours });
    expect(found).toMatchObject({ outcome: 'failed', field: 'spec.kubeflow.foundation.istio' });
    expect(found?.evidence).toMatch(
      /^Istio is to be yours, and the cluster does not serve .*virtualservices\.networking\.istio\.io v1alpha3 \(for .*oauth2-proxy/,
    );
    expect(found?.evidence).toContain('No webhook of Istio adds sidecars');
    expect(found?.evidence).toContain('does not have the extension provider oauth2-proxy');
    expect(await check('foreign-owners', { foundation: yours })).toMatchObject({ outcome: 'passed' });
  });

  test('passes with the patch that the check shows, which keeps the company’s own settings', async () => {
    await applyAsCompany(`${definitions}\n---${companyInjector}`);
    const found = await check('foundation', { foundation: yours });
    const [, patch = ''] = /--patch '(.*)'`/.exec(found?.fix ?? '') ?? [];
    await kubectl(
      `--kubeconfig ${kubeconfig} patch configmap istio --namespace istio-system --type merge --patch`
        .split(' ')
        .concat(patch),
    );
    const after = await check('foundation', { foundation: yours });
    expect(after?.evidence).toMatch(/^cert-manager v1\.21\.1 is yours\. Istio 1\.26\.3 is yours\. /);
    expect(after?.evidence).toContain('Istio 1.26.3 is older than 1.30.1, for which the release is made.');
    expect(after?.evidence).toContain('Not found under the usual name: Deployment istio-system/istio-ingressgateway.');
    expect(after?.outcome).toBe('warning');
    const mesh = await kubectl(
      `--kubeconfig ${kubeconfig} get configmap istio --namespace istio-system --output jsonpath={.data.mesh}`.split(
        ' ',
      ),
    );
    expect(mesh).toMatch(/^trustDomain: company\.example\nextensionProviders:\n/);
  });

  test('gets Kubeflow beside them, and theirs are equal before and after', async () => {
    const all = `${company}\n---\n${definitions}\n---${companyInjector}`;
    const before = await companyObjects(all);
    const from = await auditLogEnd(sample.cluster.auditLog);
    const plan = await planFor(installationWith({ foundation: yours }));
    const result = await followInstall({ client: sample.client, plan }).result;
    expect(result.ready).toBe(result.workloads);
    expect(result.workloads).toBeGreaterThan(0);
    expect(await companyObjects(all)).toBe(before);
    const sent = [...(await readWrites(sample.cluster.auditLog, from)).sent.keys()];
    expect(sent).toContain('clusterissuers.cert-manager.io kubeflow-self-signing-issuer');
    const theirs = /^namespaces\S* (cert-manager|istio-system)$|\.(cert-manager|istio)\.io$|istiod|global-deny-all/;
    expect(sent.filter((object) => theirs.test(object))).toEqual([]);
  });

  test('with a Knative too gets KServe beside it, and theirs is equal before and after', async () => {
    const { objects } = await loadTestRelease('26.03.1');
    const kinds = objects.filter(({ component, serves }) => component === 'knative' && serves !== undefined);
    const all = [companyKnative, companyCaInjector, ...kinds.map(({ json }) => json)].join('\n---\n');
    await applyAsCompany(all);
    const kserve = { components: ['kserve', 'knative'], foundation: { ...yours, knative: 'yours' } };
    const found = await check('foundation', kserve);
    expect(found?.evidence).toMatch(/Knative Serving v?1\.17\.0 is yours\./);
    expect(found?.outcome).toBe('warning');
    expect(await check('foreign-owners', kserve)).toMatchObject({ outcome: 'passed' });
    expect(await check('foreign-owners', { ...kserve, foundation: yours })).toMatchObject({ outcome: 'failed' });

    const before = await companyObjects(all);
    const from = await auditLogEnd(sample.cluster.auditLog);
    const plan = await planFor(installationWith(kserve));
    const result = await followInstall({ client: sample.client, plan }).result;
    expect(result.ready).toBe(result.workloads);
    expect(await companyObjects(all)).toBe(before);
    const sent = [...(await readWrites(sample.cluster.auditLog, from)).sent.keys()];
    expect(sent).toContain('deployments.apps kubeflow/kserve-controller-manager');
    expect(sent.filter((object) => /knative/.test(object))).toEqual([]);
  });

  test('is asked in the mesh config of the revision that adds the sidecars', async () => {
    await applyAsCompany(
      `${companyRevision}---${companyInjector.replace('release: company-mesh', '$&, istio.io/rev: canary')}`,
    );
    const found = await check('foundation', { foundation: yours });
    expect(found?.evidence).toContain('(ConfigMap istio-system/istio-canary) does not have the extension provider');
    expect(found?.fix).toContain('kubectl patch configmap istio-canary ');
    const [, patch = ''] = /--patch '(.*)'`/.exec(found?.fix ?? '') ?? [];
    await kubectl(
      `--kubeconfig ${kubeconfig} patch configmap istio-canary --namespace istio-system --type merge --patch`
        .split(' ')
        .concat(patch),
    );
    const after = await check('foundation', { foundation: yours });
    expect(after?.outcome).toBe('warning');
    expect(after?.evidence).toContain('Istio 1.27.0 is yours.');
  });

  test('is refused where its CRD keeps no status, and an installation that meets it ends with the reason', async () => {
    const own = (words: string): Promise<string> => kubectl(['--kubeconfig', kubeconfig, ...words.split(' ')]);
    const remove = '[{"op":"remove","path":"/spec/versions/0/subresources"}]';
    await own('delete clusterissuer kubeflow-self-signing-issuer');
    await own(`patch crd clusterissuers.cert-manager.io --type json --patch ${remove}`);
    const found = await check('foundation', { foundation: yours });
    expect(found).toMatchObject({ outcome: 'failed', field: 'spec.kubeflow.foundation.cert-manager' });
    expect(found?.evidence).toMatch(/^The CRD of clusterissuers\.cert-manager\.io v1 has no status subresource/);
    const install = followInstall({
      client: sample.client,
      plan: await planFor(installationWith({ foundation: yours })),
      endLimits: { quiet: 1, trouble: 5 },
    });
    await expect(install.result).rejects.toMatchObject({
      key: 'kubeflow.neverReady',
      message: expect.stringMatching(
        /ClusterIssuer kubeflow-self-signing-issuer has no status: the CRD clusterissuers\.cert-manager\.io has no status subresource/,
      ) as string,
    });
  });
});
