import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import type { ConnectionInput } from '../api/contract.ts';
import type { RunEvent } from '../api/run.ts';
import { installationSchema } from '../installation/installation.ts';
import { sampleSource } from '../kubeflow/sample/sample-release.ts';
import { openReleaseLibrary } from '../kubeflow/release/release-library.ts';
import { replyJson, replyStatus } from '../kubernetes/testing/loopback-server.fixture.ts';
import { startConnectProxy } from '../network/testing/connect-proxy.fixture.ts';
import { createOutbound } from '../network/outbound.ts';
import { testPlatforms } from '../app/platforms.fixture.ts';
import { openTestDatabase } from '../runs/database/open-database.fixture.ts';
import { followRun } from '../runs/engine/stream-run-events.ts';
import { createRedactor } from '../runs/secrets/redactor.ts';
import type { RunStore } from '../runs/store/run-store.ts';
import { openSqlInstallationStore } from '../runs/store/sql-installation-store.ts';
import { openSqlRunStore } from '../runs/store/sql-run-store.ts';
import { stepsFor } from '../runs/steps/steps.ts';
import { openVault } from '../runs/secrets/vault.ts';
import { startWorker } from '../runs/engine/worker.ts';
import { viewConnection } from '../server/installations/connection-view.ts';
import { composeStepServices } from '../app/step-services.ts';
import { noReleases } from '../server/installations/no-releases.fixture.ts';
import { hangSignal } from '../../test/patience.fixture.ts';

let place: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  place = await openTestDatabase();
});
afterAll(async () => place[Symbol.asyncDispose]());

/** Runs on clusters that are there already, from the saved connection to the API server: what a kubeconfig says counts in the test of the connection and in the run alike. */

let folder: string;
let apiServer: Server;
const pair = issueCertificate({ commonName: 'api', hosts: ['127.0.0.1'] });
const address = (): string => `https://127.0.0.1:${String((apiServer.address() as AddressInfo).port)}`;
/** The only token that the API server knows. */
let goodToken: string;
let ends: (() => Promise<unknown>)[];
let name: string;
let started = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mla-existing-runs-'));
  goodToken = 'one';
  name = `demo-${String((started += 1))}`;
  apiServer = createServer({ cert: pair.certificate, key: pair.key }, ({ method, url: path, headers }, response) => {
    const url = new URL(path ?? '/', 'https://x');
    if (headers.authorization !== `Bearer ${goodToken}`) replyStatus(response, 401, 'Unauthorized');
    else if (url.pathname === '/version')
      replyJson(response, 200, { gitVersion: 'v1.36.3', major: '1', minor: '36', platform: 'linux/amd64' });
    else if (method === 'POST') replyJson(response, 201, { status: { allowed: true, userInfo: { username: 'ann' } } });
    else
      replyJson(response, 200, {
        metadata: {},
        items:
          url.pathname === '/api/v1/nodes'
            ? [{ metadata: { name: 'one', annotations: { 'sandbox.mlanywhere.dev/simulated': 'kwok' } } }]
            : [],
      });
  });
  await new Promise<void>((resolve) => apiServer.listen(0, '127.0.0.1', resolve));
  ends = [
    async () => apiServer.closeAllConnections(),
    async () => apiServer.close(),
    () => rm(folder, { recursive: true, force: true }),
  ];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
});

const deadServer = 'https://127.0.0.1:1';

/** Two contexts of one file: `old-lab`, which is the current one, leads to a cluster that is gone. */
function kubeconfig(user: object, current = 'old-lab'): string {
  return dump({
    'current-context': current,
    clusters: [
      { name: 'old', cluster: { server: deadServer } },
      {
        name: 'prod',
        cluster: { server: address(), 'certificate-authority-data': Buffer.from(pair.certificate).toString('base64') },
      },
    ],
    users: [{ name: 'ann', user }],
    contexts: [
      { name: 'old-lab', context: { cluster: 'old', user: 'ann' } },
      { name: 'prod-eu', context: { cluster: 'prod', user: 'ann' } },
    ],
  });
}

interface Runs {
  readonly store: RunStore;
  ask(existing?: { context?: string }): Promise<string>;
  ending(runId: string): Promise<RunEvent[]>;
  retry(runId: string): Promise<RunEvent[]>;
}

/** The product's own composition; of Kubeflow only the question whether the API server lets us in. */
async function startRuns(
  input: ConnectionInput,
  {
    before = () => undefined,
    environment = {},
  }: { before?: (attempt: number) => void; environment?: Record<string, string> } = {},
): Promise<Runs> {
  const redactor = createRedactor();
  const store = await openSqlRunStore(place.database);
  const installations = openSqlInstallationStore({
    database: place.database,
    redactor,
    vault: await openVault({ keyFile: join(folder, 'key') }),
  });
  const releases = openReleaseLibrary({
    directory: join(folder, 'releases'),
    cacheDirectory: join(folder, 'cache'),
    builtIn: [sampleSource],
  });
  const outbound = createOutbound(environment);
  const composed = composeStepServices({
    platforms: Object.values(testPlatforms({ outbound })),
    releases,
    installations,
    fetches: noReleases.fetches,
    outbound,
  });
  let attempts = 0;
  const services: typeof composed = {
    ...composed,
    async runPreflight({ client, signal }) {
      before((attempts += 1));
      await client.version({ signal });
      return [
        {
          id: 'ours',
          title: 'Ours',
          severity: 'blocks',
          outcome: 'failed',
          evidence: 'This test ends here.',
          fix: 'Nothing.',
        },
      ];
    },
  };
  await installations.saveConnection(await viewConnection(name, input, { allowLocalFiles: true }), input);
  const worker = startWorker({
    store,
    redactor,
    report: throwIt,
    stepsFor: ({ run }) => stepsFor(run.kind, run.spec, services),
  });
  ends.push(() => worker.stop());
  const ending = async (runId: string): Promise<RunEvent[]> => {
    const events: RunEvent[] = [];
    for await (const page of followRun(store, runId, { after: 0, signal: hangSignal() })) events.push(...page);
    return events;
  };
  return {
    store,
    ending,
    async ask(existing = {}) {
      const spec = { cluster: { platform: 'existing', connection: name, existing }, kubeflow: { release: 'sample' } };
      return (
        await store.createRun({
          installation: installationSchema.parse({
            apiVersion: 'mlanywhere.dev/v1alpha1',
            kind: 'Installation',
            metadata: { name },
            spec,
          }),
          kind: 'create',
        })
      ).id;
    },
    async retry(runId) {
      await store.retryRun(runId);
      return ending(runId);
    },
  };
}

function throwIt(error: Error): never {
  throw error;
}

const failure = (events: readonly RunEvent[]): Pick<RunEvent, 'code' | 'step'> | undefined =>
  events.findLast(({ type }) => type === 'step.failed');
/** The steps before Kubeflow went well, and the API server let the client of the stored kubeconfig in. */
const letIn = { step: 'preflight', code: 'MLA-PREFLIGHT-001' };

async function writeConfig(text: string | Uint8Array, name = 'config'): Promise<ConnectionInput> {
  const kubeconfigPath = join(folder, name);
  await writeFile(kubeconfigPath, text);
  return { platform: 'existing', kubeconfigPath };
}

const printToken =
  '#!/bin/sh\nprintf \'{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}\' "$(cat "$(dirname "$0")/token.txt")"\n';

describe('a kubeconfig of one’s own that leads a run to its cluster', () => {
  test.each([
    ['a token file beside it', { tokenFile: 'token.txt' }],
    [
      'a login program beside it',
      {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: './get-token.sh',
          interactiveMode: 'IfAvailable',
        },
      },
    ],
  ])('may name %s', async (_, user) => {
    await writeFile(join(folder, 'token.txt'), 'one\n');
    await writeFile(join(folder, 'get-token.sh'), printToken);
    await chmod(join(folder, 'get-token.sh'), 0o700);
    const runs = await startRuns(await writeConfig(kubeconfig(user, 'prod-eu')));
    expect(failure(await runs.ending(await runs.ask()))).toMatchObject(letIn);
  });
});

test('the context that the installation names is the one that is tested and used, though the current one leads to a dead cluster', async () => {
  const runs = await startRuns(await writeConfig(kubeconfig({ token: 'one' })));
  const events = await runs.ending(await runs.ask({ context: 'prod-eu' }));
  expect(failure(events)).toMatchObject(letIn);
  const layer = events.find(({ type, data }) => type === 'connection.layer' && data?.['layer'] === 'address');
  expect(layer?.message).toContain(address());
});

test('a current context that leads to a dead cluster fails with the names of the others', async () => {
  const runs = await startRuns(await writeConfig(kubeconfig({ token: 'one' })));
  const failed = (await runs.ending(await runs.ask())).findLast(({ type }) => type === 'step.failed');
  expect(failed).toMatchObject({
    step: 'connect',
    code: 'MLA-KUBERNETES-001',
    data: { error: { fix: expect.stringContaining('prod-eu') as string } },
  });
});

test('a retry reads the kubeconfig again: after a 401 a new token in the same file is enough', async () => {
  const input = await writeConfig(kubeconfig({ token: 'one' }, 'prod-eu'));
  const runs = await startRuns(input, {
    before: (attempt) => {
      if (attempt === 1) goodToken = 'two';
    },
  });
  const runId = await runs.ask();
  expect(failure(await runs.ending(runId))).toMatchObject({ step: 'preflight', code: 'MLA-KUBERNETES-020' });
  await writeConfig(kubeconfig({ token: 'two' }, 'prod-eu'));
  expect(failure(await runs.retry(runId))).toMatchObject(letIn);
});

test('a connection by ~ is saved as it was tested', async () => {
  const { HOME } = process.env;
  ends.push(() => Promise.resolve(Object.assign(process.env, { HOME })));
  process.env['HOME'] = folder;
  await writeConfig(kubeconfig({ token: 'one' }, 'prod-eu'));
  const input = { platform: 'existing', kubeconfigPath: '~/config' } as const;
  expect(await viewConnection('lab', input, { allowLocalFiles: true })).toMatchObject({
    address: address(),
    username: 'ann',
    trust: { mode: 'ca', certificate: pair.certificate },
  });
});

test('a cluster that only the proxy knows is reached by HTTPS_PROXY or by the connection’s own proxy, in the test and in the run; without it the error says that none is set', async () => {
  const proxy = await startConnectProxy();
  ends.push(() => proxy.close());
  const behind = kubeconfig({ token: 'one' }, 'prod-eu').replace(
    address(),
    `https://api.corp.example:${new URL(address()).port}`,
  );
  const named = behind.replace(
    'certificate-authority-data',
    'tls-server-name: 127.0.0.1\n      certificate-authority-data',
  );
  const input = await writeConfig(named);
  const runs = await startRuns(input, { environment: { HTTPS_PROXY: proxy.host } });
  const events = await runs.ending(await runs.ask());
  expect(failure(events)).toMatchObject(letIn);
  expect(events.some(({ type, data }) => type === 'connection.layer' && data?.['layer'] === 'proxy')).toBe(true);
  const byItself = await startRuns({ ...input, proxy: `http://ann@${proxy.host}`, proxyPassword: 'of the proxy' }, {});
  expect(failure(await byItself.ending(await byItself.ask()))).toMatchObject(letIn);
  expect(new Set(proxy.logins)).toEqual(new Set(['ann:of the proxy']));
  const { layers } = await testPlatforms().existing.testConnection(input, { signal: hangSignal() });
  expect(layers.at(-1)?.error).toMatchObject({
    code: 'MLA-KUBERNETES-002',
    cause: expect.stringContaining('No proxy is set (HTTPS_PROXY).') as string,
  });
});
