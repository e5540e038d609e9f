import { describe, expect, test } from 'vitest';
import { installationSchema } from '../../installation/installation.ts';
import { patchIds, type PatchWish } from '../../installation/patch-ids.ts';
import { clusterKindIds, type ClusterKindId } from '../../kubernetes/cluster-kind/cluster-kind.ts';
import type { ClusterTraits } from '../../kubernetes/cluster-kind/cluster-traits.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { traitsOf } from '../../kubernetes/testing/cluster-traits.fixture.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { PatchSwitch, Plan } from '../plan/plan.ts';
import { patchedRelease } from '../testing/patched-release.fixture.ts';

function planOn(cluster?: ClusterTraits, patches?: PatchWish): Plan {
  return makePlan({
    release: patchedRelease,
    components: 'all',
    installation: { name: 'demo' },
    parameters: { cluster, patches },
  });
}

function sent(plan: Plan, name: string): KubernetesObject {
  return JSON.parse(plan.objects.find(({ key }) => key.name === name)?.body ?? '{}') as KubernetesObject;
}

function switchOf(plan: Plan, id: string): PatchSwitch | undefined {
  return plan.switches.find((one) => one.id === id);
}

interface Agent {
  spec: { template: { spec: { volumes: { hostPath: { path: string } }[] } } };
}

function directoriesOn(id: ClusterKindId, patches?: PatchWish): string[] {
  const { spec } = sent(planOn(traitsOf(id), patches), 'istio-cni-node') as unknown as Agent;
  return spec.template.spec.volumes.map(({ hostPath }) => hostPath.path);
}

const usual = ['/opt/cni/bin', '/etc/cni/net.d', '/proc'];

describe('the directories of Istio’s network agent', () => {
  const others: Partial<Record<ClusterKindId, readonly string[]>> = {
    gke: ['/home/kubernetes/bin', '/etc/cni/net.d', '/proc'],
    k3s: ['/var/lib/rancher/k3s/data/cni', '/var/lib/rancher/k3s/agent/etc/cni/net.d', '/proc'],
    k3d: ['/bin', '/var/lib/rancher/k3s/agent/etc/cni/net.d', '/proc'],
    microk8s: ['/var/snap/microk8s/current/opt/cni/bin', '/var/snap/microk8s/current/args/cni-network', '/proc'],
  };
  test.each(clusterKindIds)('are those of the nodes on %s', (id) => {
    expect(directoriesOn(id)).toEqual(others[id] ?? usual);
    const patch = switchOf(planOn(traitsOf(id)), 'istio-cni-directories');
    expect(patch).toMatchObject({ on: id in others, advised: id in others, objects: id in others ? 1 : 0 });
    expect(patch?.because).toContain(`A ${id} cluster`);
  });

  test('are as released where the cluster is not known, or the patch is off', () => {
    const { spec } = sent(planOn(), 'istio-cni-node') as unknown as Agent;
    expect(spec.template.spec.volumes.map(({ hostPath }) => hostPath.path)).toEqual(usual);
    expect(directoriesOn('gke', { enable: [], disable: ['istio-cni-directories'] })).toEqual(usual);
  });
});

describe('webhook configurations', () => {
  const annotationsOn = (plan: Plan): object => sent(plan, 'checks').metadata.annotations ?? {};
  test('opt out of the admissions enforcer on AKS, and keep their other annotations', () => {
    expect(annotationsOn(planOn(traitsOf('aks')))).toMatchObject({
      'admissions.enforcer/disabled': 'true',
      kept: 'yes',
    });
  });
  test.each(clusterKindIds.filter((id) => id !== 'aks'))('are as released on %s', (id) => {
    expect(annotationsOn(planOn(traitsOf(id)))).not.toHaveProperty('admissions.enforcer/disabled');
  });
  test('opt out elsewhere when the installation says so', () => {
    const plan = planOn(traitsOf('generic'), { enable: ['aks-admissions-enforcer'], disable: [] });
    expect(annotationsOn(plan)).toHaveProperty('admissions.enforcer/disabled', 'true');
    expect(switchOf(plan, 'aks-admissions-enforcer')).toMatchObject({ on: true, advised: false, objects: 1 });
  });
});

describe('the gateway', () => {
  const eks = 'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B';
  const own = 'https://kubernetes.default.svc.cluster.local';
  const rulesOf = (plan: Plan): unknown[] => (sent(plan, 'dex-jwt')['spec'] as { jwtRules: unknown[] }).jwtRules;
  test('accepts tokens of an issuer that publishes its keys', () => {
    const [dex, cluster] = rulesOf(planOn(traitsOf('eks', eks)));
    expect(dex).toEqual({ issuer: 'http://dex' });
    expect(cluster).toEqual({
      issuer: eks,
      forwardOriginalToken: true,
      fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }],
      outputClaimToHeaders: [
        { header: 'kubeflow-userid', claim: 'sub' },
        { header: 'kubeflow-groups', claim: 'groups' },
      ],
    });
  });
  test('accepts only Dex’s where the issuer publishes none, until the patch is switched on: then with today’s keys', () => {
    const plan = planOn(traitsOf('kind', own));
    expect(rulesOf(plan)).toEqual([{ issuer: 'http://dex' }]);
    expect(switchOf(plan, 'token-issuer')).toMatchObject({ on: false, advised: false, objects: 0 });
    expect(rulesOf(planOn(traitsOf('kind', own), { enable: ['token-issuer'], disable: [] }))[1]).toMatchObject({
      issuer: own,
      jwks: '{"keys":[]}',
    });
  });
  test('accepts none twice, and none of an issuer that is not described; the plan says that the patch does nothing', () => {
    const wish: PatchWish = { enable: ['token-issuer'], disable: [] };
    expect(rulesOf(planOn(traitsOf('kind', 'http://dex'), wish))).toHaveLength(1);
    const plan = planOn(traitsOf('kind'), wish);
    expect(rulesOf(plan)).toHaveLength(1);
    expect(plan.notes).toEqual(['The patch token-issuer is switched on and finds nothing to change.']);
  });
});

describe('switching patches', () => {
  test('shows those that concern the release, with the reason, and no others', () => {
    expect(planOn(traitsOf('gke')).switches.map(({ id, on, forCluster }) => ({ id, on, forCluster }))).toEqual([
      { id: 'istio-cni-directories', on: true, forCluster: true },
      { id: 'aks-admissions-enforcer', on: false, forCluster: true },
      { id: 'token-issuer', on: false, forCluster: true },
    ]);
    expect(
      switchOf(planOn(traitsOf('gke'), { enable: [], disable: ['istio-cni-directories'] }), 'istio-cni-directories'),
    ).toMatchObject({ on: false, advised: true, because: 'The installation switches it off.' });
  });

  const problemsOf = (patches: unknown): string => {
    const { error } = installationSchema.safeParse({
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name: 'demo' },
      spec: { cluster: { platform: 'sandbox' }, kubeflow: { patches } },
    });
    return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ') ?? '';
  };
  test('refuses an id that is not known, and one that is switched both ways', () => {
    expect(problemsOf({ enable: [...patchIds] })).toBe('');
    expect(problemsOf({ disable: ['istio-cni'] })).toMatch(/^spec\.kubeflow\.patches\.disable\.0: /);
    expect(problemsOf({ enable: ['token-issuer'], disable: ['token-issuer'] })).toBe(
      'spec.kubeflow.patches.disable: names what is also switched on: token-issuer',
    );
  });
});
