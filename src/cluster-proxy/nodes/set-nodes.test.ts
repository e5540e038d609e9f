import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, hangSignal } from '../../../test/patience.fixture.ts';
import { isError, type MlaError } from '../../errors/error.ts';
import { createAddressRules } from '../../network/address-rules.ts';
import { readAllowedTargets } from '../../network/targets/allowed-targets.ts';
import { Secret } from '../../secret.ts';
import { nodeFiles, planFiles } from '../files/plan-files.ts';
import { makeNodeKey, readNodeKey } from '../ssh/node-key.ts';
import { openNode, type NodeTarget } from '../ssh/node-session.ts';
import { noRoots, startCuttingRelay, startSshdNode, type SshdNode } from '../testing/sshd-nodes.fixture.ts';
import { type NodeNews, setNodes, type SetNodesOptions } from './set-nodes.ts';

const plan = planFiles({ https: 'http://proxy.example:3128', noProxy: ['localhost', '.svc'] });
const otherPlan = (host: string) => planFiles({ https: `http://${host}:3128`, noProxy: [] });

describe.skipIf(noRoots !== undefined)('three nodes with a real sshd and sudo', () => {
  const key = makeNodeKey();
  let nodes: SshdNode[] = [];
  beforeAll(async () => {
    nodes = await Promise.all(['one', 'two', 'three'].map((name) => startSshdNode(name, { key })));
  });
  afterAll(async () => {
    for (const node of nodes) await node[Symbol.asyncDispose]();
  });

  /** Sets them and returns what was told, in order: `drained`, `resumed` and the news. */
  async function set(targets: readonly NodeTarget[], changes: Partial<SetNodesOptions> = {}) {
    const told: string[] = [];
    const pins: Record<string, string> = {};
    const errors: Record<string, MlaError> = {};
    const finished: string[] = [];
    const tell = (news: NodeNews): void => {
      told.push(`${news.state} ${news.node}`);
      if (news.state === 'failed') errors[news.node] = news.error;
    };
    const thrown: unknown = await setNodes({
      targets,
      plan,
      workloads: {
        drain: (node) => Promise.resolve(void told.push(`drained ${node}`)),
        resume: (node) => Promise.resolve(void told.push(`resumed ${node}`)),
        release: (node) => Promise.resolve(void told.push(`released ${node}`)),
      },
      pin: (node, hostKey) => Promise.resolve(void (pins[node] = hostKey)),
      isDone: () => false,
      finish: (node) => Promise.resolve(void finished.push(node)),
      tell,
      signal: hangSignal(),
      ...changes,
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    return { told, pins, errors, finished, thrown };
  }
  const targets = (changes: Partial<NodeTarget> = {}) => nodes.map((node) => node.target(changes));
  const at = (index: number): SshdNode => nodes[index] as SshdNode;

  test('get the files one after the other, drained before docker restarts; a second time nothing changes', async () => {
    const { told, pins, thrown } = await set(targets());
    expect(thrown).toBeUndefined();
    expect(told).toEqual(
      ['one', 'two', 'three'].flatMap((name) => [
        `pinned ${name}`,
        `drained ${name}`,
        `resumed ${name}`,
        `set ${name}`,
      ]),
    );
    for (const node of nodes) {
      expect(await node.read(nodeFiles.docker)).toBe(plan.docker);
      expect(await node.read(nodeFiles.environment)).toContain('PATH="/usr/bin:/bin"\n# BEGIN mlanywhere');
      expect(await node.restarts()).toEqual(['restart containerd', 'restart docker']);
      expect(pins[node.name]).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
    }
    const again = await set(nodes.map((node) => node.target({ pinned: pins[node.name] })));
    expect(again.told).toEqual(['one', 'two', 'three'].flatMap((name) => [`resumed ${name}`, `unchanged ${name}`]));
    expect(await at(0).restarts()).toHaveLength(2);
  });

  test('a wrong key, another host key and a port where nobody answers are named; the other node is done [v1]', async () => {
    const expected = `SHA256:${'A'.repeat(43)}`;
    const { told, errors, thrown } = await set(
      [
        at(0).target({ pinned: expected }),
        at(1).target({ privateKeys: [makeNodeKey().privateKey] }),
        { ...at(1).target(), node: 'down', port: 1 },
        at(2).target(),
      ],
      { plan: otherPlan('named.example') },
    );
    expect(thrown).toMatchObject({
      key: 'node.notAll',
      details: { count: 3, total: 4, nodes: 'one (MLA-NODE-004), two (MLA-NODE-003), down (MLA-NODE-002)' },
    });
    expect(errors['one']).toMatchObject({ key: 'node.hostKeyChanged', details: { expected } });
    expect(errors['two']).toMatchObject({ key: 'node.loginRefused' });
    expect(errors['down']).toMatchObject({ key: 'node.unreachable' });
    expect(told.at(-1)).toBe('set three');
    expect(await at(0).read(nodeFiles.profile)).not.toContain('named.example');
  });

  test('an address that nothing connects to is not connected to, whatever the cluster says', async () => {
    const linkLocal = { ...at(0).target(), node: 'metadata', host: '169.254.169.254', port: 22 };
    const allowed = readAllowedTargets('10.0.0.0/8', 'MLA_ALLOWED_TARGETS');
    const other = { ...at(1).target({ rules: createAddressRules(new Set(), allowed) }), node: 'other' };
    const { errors, told } = await set([linkLocal, other]);
    expect(errors['metadata']).toMatchObject({ key: 'general.addressForbidden' });
    expect(errors['other']).toMatchObject({ key: 'general.targetNotAllowed' });
    expect(told).toEqual(['failed metadata', 'failed other']);
  });

  test('a full disk is named and leaves every file as it was; with room, a retry does the rest', async () => {
    const before = await at(0).read(nodeFiles.environment);
    await at(0).fillDisk();
    const full = await set(targets(), { plan: otherPlan('full.example') });
    expect(full.errors['one']).toMatchObject({
      key: 'node.fileFailed',
      details: { reason: expect.stringMatching(/no space left/i) as string },
    });
    expect(await at(0).read(nodeFiles.environment)).toBe(before);
    expect(await at(2).read(nodeFiles.environment)).toContain('full.example');
    expect(full.told.filter((one) => one.endsWith(' one'))).toEqual([
      'pinned one',
      'drained one',
      'released one',
      'failed one',
    ]);
    await at(0).remove('/var/full');
    const retried = await set(targets(), { plan: otherPlan('full.example') });
    expect(retried.told.filter((one) => /^(set|unchanged)/.test(one))).toEqual([
      'set one',
      'unchanged two',
      'unchanged three',
    ]);
  });

  test('a service that does not restart is named with its words; a retry restarts it and touches no other node', async () => {
    await at(1).write('/var/lib/stand-in/broken', '');
    const broken = await set(targets(), { plan: otherPlan('service.example') });
    expect(broken.errors['two']).toMatchObject({
      key: 'node.serviceFailed',
      message: expect.stringContaining('Job for containerd.service failed.') as string,
    });
    expect(broken.told).not.toContain('resumed two');
    // Its container runtime may not run: pods stay away until the retry.
    expect(broken.told).not.toContain('released two');
    await at(1).remove('/var/lib/stand-in/broken');
    const retried = await set(targets(), { plan: otherPlan('service.example') });
    expect(retried.told.filter((one) => /^(set|unchanged)/.test(one))).toEqual([
      'unchanged one',
      'set two',
      'unchanged three',
    ]);
  });

  test('a connection that is cut while the script is on its way leaves nothing half-written; a retry does the rest', async () => {
    const before = await at(0).read(nodeFiles.environment);
    for (const bytes of [200, 3500, 6000]) {
      await using relay = await startCuttingRelay(at(0).port, bytes);
      const { errors } = await set([at(0).target({ port: relay.port })], { plan: otherPlan('cut.example') });
      expect(isError(errors['one'], 'node.interrupted', 'node.unreachable'), String(bytes)).toBe(true);
      expect(await at(0).read(nodeFiles.environment)).toBe(before);
    }
    expect((await set(targets(), { plan: otherPlan('cut.example') })).thrown).toBeUndefined();
    expect(await at(0).read(nodeFiles.environment)).toContain('cut.example');
  });

  test('a connection that is cut while the node works: what was begun is finished there, and a retry finds it', async () => {
    await at(1).write('/var/lib/stand-in/slow', '');
    await using relay = await startCuttingRelay(at(1).port);
    const before = (await at(1).restarts()).length;
    const setting = set([at(1).target({ port: relay.port })], { plan: otherPlan('half.example') });
    await eventually(async () => (await at(1).restarts()).length > before);
    relay.cut();
    const { told, errors } = await setting;
    expect(errors['two']).toMatchObject({ key: 'node.interrupted' });
    expect(told).toContain('released two');
    for (const file of [nodeFiles.docker, nodeFiles.profile, nodeFiles.apt])
      expect(await at(1).read(file)).toContain('half.example');
    await at(1).remove('/var/lib/stand-in/slow');
    await eventually(async () => (await at(1).restarts()).length === before + 2);
    const unchanged = async (): Promise<boolean> =>
      (await set([at(1).target()], { plan: otherPlan('half.example') })).told.at(-1) === 'unchanged two';
    await eventually(unchanged);
    expect(await at(1).restarts()).toHaveLength(before + 2);
  });

  test('a cancel while the node works lets pods back at once, and nothing else is done', async () => {
    await at(1).write('/var/lib/stand-in/slow', '');
    const cancel = new AbortController();
    const before = (await at(1).restarts()).length;
    const setting = set([at(1).target(), at(2).target()], {
      plan: otherPlan('cancelled.example'),
      signal: cancel.signal,
    });
    await eventually(async () => (await at(1).restarts()).length > before);
    cancel.abort('cancelled');
    const { told, thrown } = await setting;
    expect(thrown).toBe('cancelled');
    expect(told).toEqual(['pinned two', 'drained two', 'released two']);
    await at(1).remove('/var/lib/stand-in/slow');
    await eventually(async () => (await at(1).restarts()).length === before + 2);
  });

  test('the temporary key makes place for the user’s own, once; afterwards it opens nothing [v1]', async () => {
    const own = makeNodeKey();
    const keep = `${own.publicKey} ada's "key" $(id)`;
    const keys = { keep, remove: key.publicKey };
    const { finished } = await set([at(2).target()], { keys });
    expect(finished).toEqual(['three']);
    expect(await at(2).read('/home/ccpuser/.ssh/authorized_keys')).toBe(`${keep}\n`);
    await expect(openNode(at(2).target(), { signal: hangSignal() })).rejects.toMatchObject({
      key: 'node.loginRefused',
    });
    // A later run knows the node by what it remembers, as long as nothing else is wanted.
    const isDone = (node: string): boolean => finished.includes(node);
    const later = await set(targets(), { keys, isDone });
    expect(later.told.at(-1)).toBe('done three');
    expect(later.thrown).toBeUndefined();
    const changed = await set([at(2).target()], { keys, plan: otherPlan('later.example') });
    expect(changed.errors['three']).toMatchObject({ key: 'node.loginRefused' });
    // With both keys, the one that the node knows is found.
    const both = at(2).target({ privateKeys: [key.privateKey, own.privateKey] });
    expect((await set([both], { keys })).thrown).toBeUndefined();
    const owned = at(2).target({ privateKeys: [own.privateKey] });
    expect((await set([owned], { keys })).thrown).toBeUndefined();
    expect(await at(2).read('/home/ccpuser/.ssh/authorized_keys')).toBe(`${keep}\n`);
  });
});

describe.skipIf(noRoots !== undefined)('sudo', () => {
  const key = makeNodeKey();
  const script = 'id -u\n';
  const call = async (node: SshdNode, sudoPassword?: Secret) => {
    using session = await openNode(node.target({ sudoPassword }), { signal: hangSignal() });
    return await session.run(script, { word: 'look', asRoot: true });
  };

  test('with a password gets it, and only sudo does; a wrong one and none are named', async () => {
    await using node = await startSshdNode('asks', { key, sudo: { password: 'open sesame' } });
    expect(await call(node, new Secret('open sesame'))).toMatchObject({ exitCode: 0, stdout: '0\n' });
    await expect(call(node, new Secret('wrong'))).rejects.toMatchObject({ key: 'node.sudoRefused' });
    await expect(call(node)).rejects.toMatchObject({ key: 'node.sudoRefused' });
  });

  test('that is refused is named', async () => {
    await using node = await startSshdNode('refuses', { key, sudo: 'none' });
    await expect(call(node, new Secret('any'))).rejects.toMatchObject({ key: 'node.sudoRefused' });
  });
});

test.skipIf(noRoots === undefined)(`Nodes with a real sshd need: ${noRoots ?? ''}`, () => {
  expect(noRoots).toBeDefined();
});

describe('a private key', () => {
  test('of OpenSSH is read; a public one, one with a passphrase and other text are refused without repeating them', () => {
    const { privateKey, publicKey } = makeNodeKey();
    expect(publicKey.startsWith(readNodeKey(privateKey).publicKey)).toBe(true);
    for (const text of [publicKey, 'nothing', '']) {
      const refused = (): unknown => readNodeKey(new Secret(text));
      expect(refused).toThrow(expect.objectContaining({ key: 'node.badPrivateKey' }));
    }
  });
});
