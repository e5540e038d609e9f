import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../../api/run.ts';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import type { Step } from '../../runs/engine/step.ts';
import { readBaseUrl } from '../../server/address/read-base-url.ts';
import { openTestService, type TestService } from '../../server/service.fixture.ts';
import type { Cli } from '../cli.ts';
import { runInPipe } from '../output/terminal.fixture.ts';
import { connect, findServer, startAnnounced } from './connect.ts';
import { readInstance } from './instance-file.ts';

/* Two commands at once: the second finds the server of the first, which ends with it. */

let directory: string;
let started: TestService[];
/** Ends when the run has gone on in another server. */
const step: Step = {
  name: 'work',
  phase: 'cluster',
  title: 'Work',
  input: () => null,
  run: async ({ attempt, signal }) => {
    while (attempt === 1 && !signal.aborted) await sleep(10);
    if (attempt === 1) throw new Error('stopped');
    return {};
  },
};

const silent = { write: () => true, isTTY: false };
const cli = (): Cli => ({
  environment: { MLA_HOME: directory },
  stdin: process.stdin,
  stdout: silent,
  stderr: silent,
  signal: new AbortController().signal,
  endWith: () => undefined,
  startLocalService: async () => {
    const service = await openTestService({ directory, steps: () => [step] });
    started.push(service);
    return service.service;
  },
});

beforeEach(async () => {
  started = [];
  directory = await mkdtemp(join(tmpdir(), 'mla-connect-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('what the second asks when the first has ended is answered all the same, by a server of its own that ends with it', async () => {
  const first = await connect({ cli: cli(), flags: {} });
  const second = await connect({ cli: cli(), flags: {} });
  expect(second).toMatchObject({ url: first.publicUrl, passing: true });
  expect(started).toHaveLength(1);
  await second.client.call('health', {});
  await first.close();
  const answers = await Promise.all([
    second.client.call('listRuns', { query: {} }),
    second.client.call('listInstallations', {}),
  ]);
  expect(answers).toEqual([[], []]);
  expect(started).toHaveLength(2);
  expect((await readInstance(directory))?.passing).toBe(true);
  await second.close();
  expect(await readInstance(directory)).toBeUndefined();
});

test('a run that the second follows goes on, each event once', async () => {
  const first = await connect({ cli: cli(), flags: {} });
  const second = await connect({ cli: cli(), flags: {} });
  const { runId } = await second.client.call('applyInstallation', { body: sandboxInstallation('both') });
  const events: RunEvent[] = [];
  for await (const event of second.client.streamEvents(runId, { after: 0, signal: new AbortController().signal })) {
    events.push(event);
    if (event.type === 'step.started' && events.filter(({ type }) => type === 'step.started').length === 1)
      void first.close();
  }
  expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
  expect(events.at(-1)?.type).toBe('run.succeeded');
  expect(events.map(({ type }) => type)).toContain('run.resumed');
  await second.close();
});

test('one that stays is left alone: a second command neither ends it nor has to follow its run', async () => {
  const { service, close } = await startAnnounced(cli(), { dataDirectory: directory, port: 0 });
  const second = await connect({ cli: cli(), flags: {} });
  expect(second).toMatchObject({ url: service.url, passing: false });
  await second.close();
  expect((await connect({ cli: cli(), flags: {} })).publicUrl).toBe(service.url);
  expect(started).toHaveLength(1);
  await close();
});

test('`mla health` ends with 0 while the server of the data directory answers, else with 8', async () => {
  const ask = () => runInPipe(['health'], { environment: { MLA_HOME: directory } });
  const server = await connect({ cli: cli(), flags: {} });
  expect(await ask()).toMatchObject({ exitCode: 0, stdout: `MLAnywhere answers at ${server.publicUrl}\n` });
  await server.close();
  expect(await ask()).toMatchObject({ exitCode: 8, stderr: expect.stringContaining('MLA-CLI-003') as string });
});

test('a named server over HTTPS below a path is reached, if its authority is trusted', async () => {
  const pair = issueCertificate({ commonName: 'team', hosts: ['127.0.0.1'], days: 90 });
  const tls = { certificate: join(directory, 'tls.crt'), key: join(directory, 'tls.key') };
  await writeFile(tls.certificate, pair.certificate);
  await writeFile(tls.key, pair.key);
  const ports: number[] = [];
  await using team = await openTestService({
    tls,
    baseUrl: readBaseUrl('https://127.0.0.1/tools/mla', ''),
    listensOn: (port) => ports.push(port),
  });
  const port = ports.find((one) => String(one) !== new URL(team.service.url).port) ?? 0;
  const environment = {
    MLA_SERVER: `https://127.0.0.1:${port}/tools/mla/`,
    MLA_TOKEN: team.service.token.reveal(),
    MLA_CA_FILE: tls.certificate,
  };
  const found = await findServer({ cli: { ...cli(), environment }, flags: {} });
  expect(await found?.client.call('listRuns', { query: {} })).toEqual(expect.anything());
  const distrusting = { ...cli(), environment: { ...environment, MLA_CA_FILE: '' } };
  await expect(findServer({ cli: distrusting, flags: {} })).rejects.toMatchObject({
    key: 'cli.serverNotFound',
    details: { reason: expect.stringContaining('certificate') as string },
  });
  const other = { ...cli(), environment: { ...environment, MLA_SERVER: `https://127.0.0.1:${port}/other/` } };
  await expect(findServer({ cli: other, flags: {} })).rejects.toMatchObject({
    details: { reason: expect.not.stringContaining('certificate') as string },
  });
  const misled = { ...cli(), environment: { ...environment, MLA_CA_FILE: tls.key } };
  await expect(findServer({ cli: misled, flags: {} })).rejects.toMatchObject({ key: 'general.badAuthorityFile' });
});
