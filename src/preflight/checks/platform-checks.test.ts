import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../api/contract.ts';
import { installationSchema } from '../../installation/installation.ts';
import type { PatchWish } from '../../installation/patch-ids.ts';
import { makePlan } from '../../kubeflow/plan/make-plan.ts';
import { patchedRelease } from '../../kubeflow/testing/patched-release.fixture.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { traitsOf } from '../../kubernetes/testing/cluster-traits.fixture.ts';
import { findingsIn, worker, type ClusterPart } from '../testing/described-cluster.fixture.ts';

const installation = installationSchema.parse({
  apiVersion: 'mlanywhere.dev/v1alpha1',
  kind: 'Installation',
  metadata: { name: 'demo' },
  spec: { cluster: { platform: 'sandbox' } },
});
const labelled = (labels: Record<string, string>): Partial<KubernetesObject> => ({
  ...worker('one'),
  metadata: { name: 'one', labels },
});
const aks: ClusterPart = { nodes: [labelled({ 'kubernetes.azure.com/cluster': 'MC_lab' })] };

async function find(id: string, part: ClusterPart, given: { issuer?: string; patches?: PatchWish } = {}) {
  const cluster = traitsOf(part === aks ? 'aks' : 'generic', given.issuer);
  const plan = makePlan({
    release: patchedRelease,
    components: 'all',
    installation: { name: 'demo' },
    parameters: { cluster, patches: given.patches },
  });
  return (await findingsIn(part, { plan, installation })).get(id) as CheckResult;
}

describe('platform', () => {
  test('passes with what the cluster is, how that was recognized, and what the plan changes', async () => {
    expect(await find('platform', aks)).toMatchObject({
      outcome: 'passed',
      evidence:
        'The cluster is Azure Kubernetes Service (AKS), recognized by label kubernetes.azure.com/cluster of node one. The plan adapts to it: aks-admissions-enforcer (1 object).',
    });
    expect(await find('platform', {})).toMatchObject({
      outcome: 'passed',
      evidence: 'No special kind of Kubernetes was recognized. The release is applied without changes for it.',
    });
  });

  test('warns of a patch that this kind needs and that is switched off', async () => {
    expect(
      await find('platform', aks, { patches: { enable: [], disable: ['aks-admissions-enforcer'] } }),
    ).toMatchObject({
      outcome: 'warning',
      evidence: expect.stringContaining('Switched off: aks-admissions-enforcer.') as string,
      consequence: expect.stringContaining('no sidecars') as string,
      fix: 'Remove aks-admissions-enforcer from spec.kubeflow.patches.disable.',
      field: 'spec.kubeflow.patches',
    });
  });

  test.each([
    ['OpenShift', { groups: ['metrics.k8s.io', 'security.openshift.io'] }, 'MLA-PLATFORM-008', 'Open Data Hub'],
    ['GKE Autopilot', { version: 'v1.36.3-gke.100', nodes: [worker('gk3-a')] }, 'MLA-PLATFORM-009', 'GKE Standard'],
  ])('blocks on %s, with code, reason and another way', async (_, part, code, fix) => {
    expect(await find('platform', part)).toMatchObject({
      outcome: 'failed',
      severity: 'blocks',
      error: { code },
      consequence: expect.stringContaining('recognized by') as string,
      fix: expect.stringContaining(fix) as string,
    });
  });

  test('is unknown where the nodes may not be listed', async () => {
    expect(await find('platform', { nodes: 403 })).toMatchObject({ outcome: 'unknown' });
  });
});

describe('token-issuer', () => {
  const eks = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B';
  const own = 'https://kubernetes.default.svc';
  test('tells who signs, and whether programs log in with such tokens', async () => {
    expect((await find('token-issuer', { issuer: eks }, { issuer: eks })).evidence).toBe(
      `Programs log in with service account tokens that ${eks} signs.`,
    );
    expect((await find('token-issuer', { issuer: own }, { issuer: own })).evidence).toMatch(
      /^Programs do not log in with service account tokens\. The issuer https:\/\/kubernetes\.default\.svc does not publish its keys/,
    );
  });
  test('warns where the patch is switched on and the cluster does not describe its issuer', async () => {
    expect(await find('token-issuer', {}, { patches: { enable: ['token-issuer'], disable: [] } })).toMatchObject({
      outcome: 'warning',
      field: 'spec.kubeflow.patches',
    });
    expect(await find('token-issuer', {})).toMatchObject({ outcome: 'passed' });
  });
});
