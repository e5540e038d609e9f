import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../../test/patience.fixture.ts';
import { fakeClient } from './cluster.fixture.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation, InstallationInput } from '../../installation/installation.ts';
import { Secret } from '../../secret.ts';
import { openTestService, type TestService } from '../service.fixture.ts';

/* A real server and database. Secrets are planted in everything that a bundle is collected from; the cluster repeats them. */

const planted = {
  connection: randomBytes(20).toString('hex'),
  kubeconfig: randomBytes(20).toString('hex'),
  password: `p${randomBytes(14).toString('hex')}`,
  other: randomBytes(20).toString('hex'),
  given: randomBytes(20).toString('hex'),
};
/** Of others: only where it is never read is it safe. */
const unknown = randomBytes(20).toString('hex');
const all = Object.values(planted).join(' ');

const kubeconfig = (token: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { token } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'c',
  });
const installation: InstallationInput = {
  apiVersion: 'mlanywhere.dev/v1alpha1',
  kind: 'Installation',
  metadata: { name: 'ailing' },
  spec: { cluster: { platform: 'existing', connection: 'lab' }, kubeflow: { release: '26.03' } },
};

let directory: string;
let first: TestService;
let server: TestService;
const options = {
  makePlan: () => Promise.reject(new Error(`no plan: ${all}`)),
  openCluster: () => Promise.resolve(fakeClient({ repeated: all, unknown })),
};
beforeAll(async () => {
  first = await openTestService({
    ...options,
    steps: ({ installations }) => [
      {
        name: 'work',
        phase: 'install',
        title: 'Work',
        input: () => null,
        run: async ({ installation: { metadata }, tell }) => {
          await installations.saveKubeconfig(metadata.name, new Secret(kubeconfig(planted.kubeconfig)));
          await installations.saveCredentials(metadata.name, {
            email: 'ann@example.com',
            password: new Secret(planted.password),
            others: { minio: new Secret(planted.other) },
          });
          await installations.saveGivenSecret(metadata.name, 'tls-key', new Secret(planted.given));
          tell({ type: 'news', severity: 'info', message: `It says ${all}`, data: { nested: [{ all }] } });
          throw new MlaError('run.timedOut', { limit: '1 min', waiting: `for ${all}` } as never);
        },
      },
    ],
  });
  ({ directory } = first);
  await first.client.call('saveConnection', {
    params: { name: 'lab' },
    body: { platform: 'existing', kubeconfig: kubeconfig(planted.connection) },
  });
  const { id } = await first.service.runs.createRun({ installation: installation as Installation, kind: 'create' });
  await eventually(async () => (await first.service.runs.getRun(id)).state === 'failed');
  await first.service.close();
  // Another process on the same data: nobody has opened a secret in it yet.
  server = await openTestService({ ...options, directory });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
});

test('a bundle says what happened, to a person and an assistant, and has no planted secret in any spelling', async () => {
  const { files } = await server.client.call('collectSupportBundle', { params: { name: 'ailing' } });
  const text = new Map(files.map((file) => [file.path, file.text]));
  expect(files.map(({ path }) => path.replace(/runs\/.*\.jsonl/, 'runs/RUN.jsonl')).toSorted()).toEqual([
    'README.md',
    'cluster/nodes.json',
    'cluster/pods.json',
    'cluster/version.json',
    'cluster/warnings.json',
    'installation.yaml',
    'preflight.json',
    'runs.json',
    'runs/RUN.jsonl',
    'versions.json',
  ]);
  expect(text.get('README.md')).toContain('**failed**');
  expect(text.get('README.md')).toContain('- the plan: Unexpected error: no plan: [secret]');
  expect(text.get('cluster/pods.json')).toContain('CrashLoopBackOff');
  expect(text.get('cluster/warnings.json')).toContain('Back-off [secret]');
  const everything = JSON.stringify(files);
  for (const secret of [...Object.values(planted), unknown]) {
    const bytes = Buffer.from(secret);
    for (const form of [secret, bytes.toString('base64'), bytes.toString('base64url')])
      expect(everything).not.toContain(form);
  }
  expect(everything.split('[secret]').length).toBeGreaterThan(10);
});

test('the collecting is recorded in the history of the installation', async () => {
  const [run] = await server.service.runs.listRuns({ installation: 'ailing' });
  const events = await server.service.runs.readEvents(run!.id, { after: 0, limit: 200 });
  expect(events.map(({ type }) => type)).toContain('support.collected');
});
