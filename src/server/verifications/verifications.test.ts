import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VerificationView } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import type { VerifyResult } from '../../kubeflow/verify/verify.ts';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import { createBackground } from '../http/background.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { createVerifications, type VerificationWork, type Verifications } from './verifications.ts';

let running: TestService;
let verifications: Verifications;
const background = createBackground();
beforeAll(async () => {
  running = await openTestService();
  verifications = createVerifications({
    store: running.service.installations,
    background,
    sharedWork: {
      take: async () => true,
      tell: async () => undefined,
      find: async () => undefined,
      cancel: async () => undefined,
    },
    report: (error) => {
      throw error;
    },
  });
});
afterAll(() => running[Symbol.asyncDispose]());

const gateway = { id: 'gateway', title: 'The gateway answers' } as const;
const passed: VerifyResult = { ...gateway, state: 'passed', milliseconds: 7, seen: 'HTTP 200' };

async function install(name: string): Promise<void> {
  await running.client.call('applyInstallation', { body: sandboxInstallation(name) });
}

/** Work that begins a check, and ends as the test says. */
function heldWork(): { readonly work: VerificationWork; readonly end: PromiseWithResolvers<VerifyResult> } {
  const end = Promise.withResolvers<VerifyResult>();
  const work: VerificationWork = async ({ signal, onProgress }) => {
    onProgress({ type: 'started', ...gateway });
    onProgress({ type: 'state', id: gateway.id, state: 'waiting for the pod' });
    signal.addEventListener('abort', () => end.reject(new Error('aborted')));
    onProgress({ type: 'result', result: await end.promise });
  };
  return { work, end };
}

async function ended(name: string): Promise<VerificationView | undefined> {
  await expect.poll(async () => (await verifications.find(name))?.state).toBe('ended');
  return verifications.find(name);
}

test('a check is shown while it runs, with what it waits for; a second request joins it; the result is kept', async () => {
  await install('kept');
  expect(await verifications.find('kept')).toBeUndefined();
  const { work, end } = heldWork();
  await verifications.start('kept', 'ada@example.com', work);
  const { view: joined, begun } = await verifications.start('kept', 'eve@example.com', () =>
    Promise.reject(new Error('a second one ran')),
  );
  expect(begun).toBe(false);
  expect(joined).toMatchObject({ state: 'running', user: 'ada@example.com', endedAt: null });
  expect(joined.checks).toEqual([
    expect.objectContaining({ ...gateway, state: 'running', seen: 'waiting for the pod' }),
  ]);
  end.resolve(passed);
  const view = await ended('kept');
  expect(view?.checks).toEqual([{ ...passed, hops: [], warnings: [] }]);
  // By another server on the same data, too.
  expect(await running.client.call('getVerification', { params: { name: 'kept' } })).toEqual({ verification: view });
});

test('what was cancelled before a result leaves the last results; without any it leaves nothing', async () => {
  await install('cancelled');
  const first = heldWork();
  await verifications.start('cancelled', 'ada@example.com', first.work);
  await verifications.cancel('cancelled', new AbortController().signal);
  expect(await verifications.find('cancelled')).toBeUndefined();
});

test('checks that cannot be run at all say why', async () => {
  await install('broken');
  const error = new MlaError('run.nothingYet', { installation: 'broken', what: 'cluster' });
  await verifications.start('broken', 'ada@example.com', () => Promise.reject(error));
  expect(await ended('broken')).toMatchObject({ checks: [], error: { code: error.code, message: error.message } });
});
