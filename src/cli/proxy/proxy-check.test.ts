import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../../test/patience.fixture.ts';
import type { ProxySubject, WantedProxy } from '../../api/contract.ts';
import type { ProxyCheckWish } from '../../cluster-proxy/cluster-proxy.ts';
import { MlaError } from '../../errors/error.ts';
import { installationSchema } from '../../installation/installation.ts';
import { lab, openTestService, type TestService } from '../../server/service.fixture.ts';
import { runInPipe } from '../output/terminal.fixture.ts';

const wanted: WantedProxy = {
  https: 'http://proxy.example:3128',
  noProxy: [{ entry: '.svc', reason: 'names of services' }],
};
const subject = (more: Partial<ProxySubject>): ProxySubject => ({
  kind: 'node',
  name: 'worker-1',
  by: 'SSH',
  state: 'good',
  settings: [{ name: '/etc/environment', state: 'set' }],
  reached: [],
  note: '',
  fix: '',
  ...more,
});

let running: TestService;
/** What the next look does. */
let script: (wish: ProxyCheckWish) => Promise<void>;
beforeAll(async () => {
  running = await openTestService({
    platforms: [{ ...lab, id: 'kind' }],
    clusterProxy: {
      want: ({ metadata: { name }, spec: { proxy } }) =>
        proxy === undefined ? Promise.reject(new MlaError('proxy.none', { name })) : Promise.resolve(wanted),
      check: async (_, wish) => {
        wish.tell({ type: 'wanted', wanted });
        await script(wish);
      },
    },
  });
  for (const [name, proxy] of [
    ['demo', { https: wanted.https, noProxy: [] }],
    ['plain', undefined],
  ] as const)
    await running.client.call('applyInstallation', {
      body: installationSchema.parse({
        apiVersion: 'mlanywhere.dev/v1alpha1',
        kind: 'Installation',
        metadata: { name },
        spec: { cluster: { platform: 'kind' }, kubeflow: null, proxy },
      }),
    });
});
afterAll(() => running[Symbol.asyncDispose]());

const mla = (words: string, signal?: AbortSignal) =>
  runInPipe(words.split(' '), {
    environment: { MLA_SERVER: running.service.url, MLA_TOKEN: running.service.token.reveal() },
    ...(signal && { signal }),
  });
const last = async () => (await running.client.call('getProxyCheck', { params: { name: 'demo' } })).check;

test('nobody has looked: that is said, and nothing is started', async () => {
  const { exitCode, stdout } = await mla('proxy check demo --last');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'Not checked yet. Run: mla proxy check demo\n' });
});

test('what is set, what is missing and what was reached is a table; something missing is an exit code', async () => {
  const given: Partial<ProxyCheckWish>[] = [];
  script = async ({ tell, ...rest }) => {
    given.push(rest);
    tell({ type: 'subject', subject: subject({}) });
    tell({
      type: 'subject',
      subject: subject({
        name: 'worker-2',
        state: 'bad',
        settings: [
          { name: '/etc/environment', state: 'set' },
          { name: 'docker.service', state: 'different', found: 'not restarted' },
        ],
        fix: 'Run `mla retry demo`: it sets what is missing.',
      }),
    });
    tell({
      type: 'subject',
      subject: subject({
        kind: 'probe',
        name: 'A test pod',
        reached: [
          {
            id: 'outside',
            address: 'https://ghcr.io',
            through: 'proxy',
            wanted: 'proxy',
            reached: true,
            milliseconds: 3,
            seen: 'HTTP/1.1 200 OK, TLS',
          },
        ],
      }),
    });
    tell({ type: 'leftovers', leftovers: ['mlanywhere-proxy-1'] });
  };
  const { exitCode, stdout } = await mla('proxy check demo --pod-image python:3 --outside https://ghcr.io');
  expect(exitCode).toBe(7);
  expect(given[0]).toMatchObject({ image: 'python:3', outside: 'https://ghcr.io', simulated: false });
  expect(stdout).toBe(`The installation wants https http://proxy.example:3128. Reached without it: 1 entry.

WHERE             SETTING          STATE
✔ node worker-1   1 setting        set
✘ node worker-2   docker.service   different: not restarted
                  1 setting        set
✔ A test pod      1 setting        set

REACHED FROM A POD   THROUGH   RESULT
https://ghcr.io      proxy     ✔ HTTP/1.1 200 OK, TLS

worker-2: Run \`mla retry demo\`: it sets what is missing.
Not deleted: the namespace mlanywhere-proxy-1. Run \`kubectl delete namespace mlanywhere-proxy-1\`.
`);
  const json = await mla('proxy check demo --last --json');
  expect(json.exitCode).toBe(7);
  expect(JSON.parse(json.stdout)).toEqual(await last());
});

test('all as wanted is 0, also with nodes that nobody here can look at; what went wrong is its kind', async () => {
  script = async ({ tell }) =>
    tell({ type: 'subject', subject: subject({ by: 'nothing', state: 'unknown', settings: [] }) });
  expect((await mla('proxy check demo')).exitCode).toBe(0);
  const error = new MlaError('proxy.probeLate', { state: 'no room', image: 'python:3' });
  script = async ({ tell }) =>
    tell({ type: 'subject', subject: subject({ state: 'unknown', settings: [], error: error.report() }) });
  expect((await mla('proxy check demo')).exitCode).toBe(9);
  script = () => Promise.reject(new MlaError('run.nothingYet', { installation: 'demo', what: 'cluster' }));
  const failed = await mla('proxy check demo');
  expect(failed.exitCode).not.toBe(0);
  expect(failed.stderr).toContain('MLA-RUN-');
});

test('Ctrl-C ends the look; what it left behind is kept and told, and the results before it otherwise', async () => {
  const before = await last();
  const interrupt = new AbortController();
  const held = (leftovers: readonly string[]) => async (wish: ProxyCheckWish) => {
    interrupt.abort();
    await new Promise<void>((resolve) => wish.signal.addEventListener('abort', () => resolve()));
    wish.tell({ type: 'leftovers', leftovers });
    wish.signal.throwIfAborted();
  };
  script = held([]);
  await mla('proxy check demo', interrupt.signal);
  expect(await last()).toEqual(before);
  script = held(['mlanywhere-proxy-2']);
  await running.client.call('startProxyCheck', { params: { name: 'demo' }, body: {} });
  await running.client.call('cancelProxyCheck', { params: { name: 'demo' } });
  expect(await eventually(last)).toMatchObject({ state: 'ended', leftovers: ['mlanywhere-proxy-2'] });
});

test('an installation without a proxy has nothing to look at, and no script', async () => {
  for (const words of ['proxy check plain', 'proxy script plain']) {
    const { exitCode, stderr } = await mla(words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('MLA-PROXY-001');
  }
});

test('the script of an installation is the one of the flags, with what the cluster tells; both at once are refused', async () => {
  const { stdout } = await mla('proxy script demo');
  const { script: answered } = await running.client.call('getProxyScript', { params: { name: 'demo' } });
  expect(stdout).toBe(answered);
  expect(stdout).toContain('#!/bin/sh');
  expect((await mla('proxy script demo --proxy-https http://p:1')).exitCode).toBe(2);
});
