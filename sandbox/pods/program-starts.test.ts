import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { KindName } from '../simulation/kinds.ts';
import type { World } from '../simulation/world.ts';
import type { Pod } from './pod.ts';
import { crashBackOff, createProgramStarts, type ProgramStarts } from './program-starts.ts';

let versions = 0;
const object = (kind: string, name: string, more: object = {}): KubernetesObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, uid: `${kind} ${name}`, resourceVersion: String(++versions) },
  ...more,
});

const pod = {
  ...object('Pod', 'clerk-1'),
  metadata: { name: 'clerk-1', namespace: 'shop', uid: 'pod' },
  spec: { serviceAccountName: 'clerk', containers: [] },
  status: {},
} as Pod;
const role = object('ClusterRole', 'clerk', {
  rules: [{ apiGroups: ['shop.example'], resources: ['orders'], verbs: ['list', 'watch'] }],
});
const binding = object('ClusterRoleBinding', 'clerk', {
  roleRef: { kind: 'ClusterRole', name: 'clerk' },
  subjects: [{ kind: 'ServiceAccount', name: 'clerk', namespace: 'shop' }],
});
const definition = object('CustomResourceDefinition', 'orders.shop.example');

const kinds: Partial<Record<string, KindName>> = {
  ClusterRole: 'clusterRoles',
  ClusterRoleBinding: 'clusterRoleBindings',
  CustomResourceDefinition: 'crds',
};

/** A cluster that changes as a test goes on; every definition in it is served unless named in `unserved`. */
function cluster(): {
  world: World;
  has: KubernetesObject[];
  unserved: Set<string>;
  programs: ProgramStarts;
  pass: (milliseconds: number) => void;
} {
  const has: KubernetesObject[] = [];
  const unserved = new Set<string>();
  const world: World = {
    all: (kind) => has.filter((one) => kinds[one.kind] === kind),
    get: (kind, name) => has.find((one) => kinds[one.kind] === kind && one.metadata.name === name),
  };
  let now = 0;
  const servedKinds = async (): Promise<ReadonlySet<string>> =>
    new Set(
      has
        .filter(({ kind, metadata }) => kind === 'CustomResourceDefinition' && !unserved.has(metadata.name))
        .map(({ metadata }) => metadata.name),
    );
  return {
    world,
    has,
    unserved,
    programs: createProgramStarts({ servedKinds, now: () => now }),
    pass: (milliseconds) => void (now += milliseconds),
  };
}

const crashes = ({ programs, world }: ReturnType<typeof cluster>): boolean => {
  programs.look(world);
  return programs.crashesNow(pod, world);
};

describe('a program that starts', () => {
  test('with its rights and its kinds runs, whatever comes for others', async () => {
    const at = cluster();
    at.has.push(role, binding, definition);
    expect(await at.programs.tryToStart(pod, at.world)).toBe(true);
    at.has.push(
      object('ClusterRoleBinding', 'other', {
        roleRef: { kind: 'ClusterRole', name: 'clerk' },
        subjects: [{ kind: 'ServiceAccount', name: 'clerk', namespace: 'elsewhere' }],
      }),
      object('CustomResourceDefinition', 'bills.shop.example'),
    );
    expect([crashes(at), at.programs.restarts(pod)]).toEqual([false, 0]);
  });

  test('without any right runs: nobody can know that it needs one', async () => {
    const at = cluster();
    expect(await at.programs.tryToStart(pod, at.world)).toBe(true);
  });

  test('bound to a role that is not there runs, for the role may never come', async () => {
    const at = cluster();
    at.has.push(binding);
    expect(await at.programs.tryToStart(pod, at.world)).toBe(true);
    expect(crashes(at)).toBe(false);
  });

  test('while a kind that it may watch is not served crashes', async () => {
    const at = cluster();
    at.has.push(role, binding, definition);
    at.unserved.add('orders.shop.example');
    expect(await at.programs.tryToStart(pod, at.world)).toBe(false);
    expect(at.programs.restarts(pod)).toBe(1);
  });

  test.each([
    ['its binding', [role, definition], [binding]],
    ['the role of its binding', [binding, definition], [role]],
    ['a kind that it may watch', [role, binding], [definition]],
    ['a rule of a role that collects others', [object('ClusterRole', 'clerk', { rules: [] }), binding], [role]],
  ])('before %s is there crashes when that comes', async (_, before, after) => {
    const at = cluster();
    at.has.push(...before);
    expect(await at.programs.tryToStart(pod, at.world)).toBe(true);
    expect(crashes(at)).toBe(false);
    at.pass(18_000);
    at.has.unshift(...after);
    expect([crashes(at), at.programs.restarts(pod)]).toEqual([true, 1]);
    expect(at.programs.backOffLeft(pod)).toBe(1000);
    expect(await at.programs.tryToStart(pod, at.world)).toBe(true);
    expect([crashes(at), at.programs.restarts(pod), at.programs.backOffLeft(pod)]).toEqual([false, 1, undefined]);
  });

  test('and has run for a minute does without what comes then', async () => {
    const at = cluster();
    await at.programs.tryToStart(pod, at.world);
    at.pass(61_000);
    at.has.push(role, binding);
    expect(crashes(at)).toBe(false);
  });
});

test('the back-off is the kubelet’s: at once, then 10 s, doubled up to 5 minutes', () => {
  expect([1, 2, 3, 4, 9].map(crashBackOff)).toEqual([1000, 10_000, 20_000, 40_000, 300_000]);
});
