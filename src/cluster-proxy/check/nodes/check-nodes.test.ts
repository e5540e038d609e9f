import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hangSignal } from '../../../../test/patience.fixture.ts';
import type { ProxySubject, WantedProxy } from '../../../api/contract.ts';
import { nodeFiles, planFiles } from '../../files/plan-files.ts';
import { setNode } from '../../nodes/set-node.ts';
import type { ClusterNode } from '../../no-proxy/cluster-node.ts';
import { makeNodeKey } from '../../ssh/node-key.ts';
import { openNode } from '../../ssh/node-session.ts';
import { noRoots, startSshdNode, type SshdNode } from '../../testing/sshd-nodes.fixture.ts';
import { checkNodes, type NodeWay, variablesOf } from './check-nodes.ts';

const wanted: WantedProxy = {
  https: 'http://proxy.example:3128',
  noProxy: [
    { entry: 'localhost', reason: 'this machine' },
    { entry: '.svc', reason: 'names of services' },
  ],
};
const nodeNamed = (name: string): ClusterNode => ({ apiVersion: 'v1', kind: 'Node', metadata: { name } });

async function check(names: readonly string[], way: NodeWay): Promise<ProxySubject[]> {
  const told: ProxySubject[] = [];
  const tell = (subject: ProxySubject): void => void told.push(subject);
  await checkNodes({ name: 'demo', nodes: names.map(nodeNamed), way, wanted, signal: hangSignal(), tell });
  return told.filter(({ state }) => state !== 'running');
}

const others = (subject: ProxySubject | undefined) => subject?.settings.filter(({ state }) => state !== 'set');

describe.skipIf(noRoots !== undefined)('nodes with a real sshd', () => {
  const key = makeNodeKey();
  let node: SshdNode;
  const pins: string[] = [];
  beforeAll(async () => {
    node = await startSshdNode('worker-1', { key });
  });
  afterAll(() => node[Symbol.asyncDispose]());

  const by = (changes: Partial<Extract<NodeWay, { by: 'ssh' }>> = {}): NodeWay => ({
    by: 'ssh',
    targetOf: () => node.target(),
    pin: async (name) => void pins.push(name),
    temporary: false,
    isDone: () => false,
    ...changes,
  });

  test('what is missing on a node is named file by file, nothing is written, and the host key is pinned', async () => {
    const before = await node.read('/etc/environment');
    const [subject] = await check(['worker-1'], by());
    expect(subject).toMatchObject({ by: 'SSH', state: 'bad', fix: 'Run `mla retry demo`: it sets what is missing.' });
    expect(others(subject)).toEqual(
      expect.arrayContaining([
        { name: nodeFiles.environment, state: 'missing' },
        { name: nodeFiles.docker, state: 'missing' },
      ]),
    );
    expect(await node.read('/etc/environment')).toBe(before);
    expect(await node.restarts()).toEqual([]);
    expect(pins).toEqual(['worker-1']);
  });

  test('a node that was set is as wanted; a list that changed since is told as different, a file that somebody removed as missing', async () => {
    const nothing = () => Promise.resolve();
    const workloads = { drain: nothing, resume: nothing, release: nothing };
    const set = async (noProxy: readonly string[]): Promise<void> => {
      using session = await openNode(node.target(), { signal: hangSignal() });
      const finish = () => Promise.resolve();
      await setNode(session, {
        node: 'worker-1',
        plan: planFiles({ https: wanted.https, noProxy }),
        workloads,
        finish,
      });
    };
    await set(['localhost', '.svc']);
    const [good] = await check(['worker-1'], by());
    expect(good).toMatchObject({ state: 'good', fix: '' });
    expect(good?.settings.length).toBeGreaterThan(4);
    await set(['localhost']);
    await node.remove(nodeFiles.profile);
    const [changed] = await check(['worker-1'], by());
    expect(changed?.state).toBe('bad');
    expect(others(changed)).toEqual(
      expect.arrayContaining([
        { name: nodeFiles.docker, state: 'different' },
        { name: nodeFiles.profile, state: 'missing' },
        { name: 'docker.service', state: 'different', found: 'not restarted since its settings changed' },
      ]),
    );
  });

  test('a node that refuses the temporary key is not known, and no failure; one that refuses a given key is', async () => {
    const stranger = () => node.target({ privateKeys: [makeNodeKey().privateKey] });
    const [taken] = await check(['worker-1'], by({ targetOf: stranger, temporary: true }));
    expect(taken?.state).toBe('unknown');
    expect(taken?.note).toContain('temporary key');
    expect(taken?.error).toBeUndefined();
    expect(taken?.note).toContain('Not known.');
    const done = by({ targetOf: stranger, temporary: true, isDone: (name) => name === 'worker-1' });
    expect((await check(['worker-1'], done))[0]?.note).toContain('MLAnywhere has set it as wanted');
    expect(taken?.fix).toContain('mla access secret demo node-key');
    const [refused] = await check(['worker-1'], by({ targetOf: stranger }));
    expect(refused).toMatchObject({ state: 'unknown', error: { code: 'MLA-NODE-003' } });
  });
});

describe('nodes that are containers', () => {
  const engine = (variables: Readonly<Record<string, Readonly<Record<string, string>>>>): NodeWay => ({
    by: 'engine',
    title: 'kind',
    wanted: variablesOf(wanted),
    variablesOf: () => Promise.resolve(variables),
  });

  test('entries that the tool adds do no harm; another proxy, a list without an entry, and no proxy are told', async () => {
    const good = { HTTPS_PROXY: 'http://proxy.example:3128', NO_PROXY: 'kind-control-plane,.svc,localhost' };
    const subjects = await check(
      ['good', 'small', 'other', 'none', 'gone'],
      engine({
        good,
        small: { https_proxy: good.HTTPS_PROXY, no_proxy: '.svc,localhost' },
        other: { HTTPS_PROXY: 'http://ann:hunter2@other.example:1', NO_PROXY: 'localhost' },
        none: { PATH: '/bin' },
      }),
    );
    expect(subjects.map(({ state }) => state)).toEqual(['good', 'good', 'bad', 'bad', 'unknown']);
    expect(others(subjects[2])).toEqual([
      { name: 'HTTPS_PROXY', state: 'different', found: 'http://…@other.example:1' },
      { name: 'NO_PROXY', state: 'different', found: 'without .svc' },
    ]);
    expect(others(subjects[3])?.map(({ state }) => state)).toEqual(['missing', 'missing']);
    expect(subjects[3]?.fix).toContain('create it again');
  });

  test('an engine that does not answer makes all nodes unknown, with its words', async () => {
    const broken: NodeWay = {
      ...engine({}),
      by: 'engine',
      variablesOf: () => Promise.reject(new Error('no engine')),
    } as NodeWay;
    const [subject] = await check(['one'], broken);
    expect(subject?.state).toBe('unknown');
    expect(subject?.note).toContain('no engine');
  });
});
