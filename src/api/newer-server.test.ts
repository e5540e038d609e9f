import { expect, test } from 'vitest';
import { createApiClient } from './client.ts';
import type { RunView } from './run.ts';

/*
 * A client that is older than its server: words that it does not know are read
 * as the plainest one that it knows, and everything else stays. An unknown
 * state never looks like work that goes on.
 */

const run = {
  id: 'demo-1',
  installation: 'demo',
  attempt: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  progress: 0.5,
  objects: { total: 0, applied: 0, unchanged: 0, rejected: 0 },
  workloads: { total: 0, ready: 0 },
  warnings: [],
  lastEventId: 1,
};
const component = { title: 'Katib', objects: { applied: 0, total: 1 }, workloads: { ready: 0, total: 1 }, waiting: [] };
const wait = { what: 'Deployment kubeflow/katib', since: run.createdAt };

function answering(body: unknown): ReturnType<typeof createApiClient> {
  return createApiClient({ url: 'http://server', fetch: () => Promise.resolve(Response.json(body)) });
}

test('a run of a newer server is shown, without the phases that are not known here', async () => {
  const newer = {
    ...run,
    kind: 'restore',
    state: 'resting',
    phases: [
      { name: 'cluster', title: 'Create cluster', state: 'rolled-back' },
      { name: 'backup', title: 'Back up', state: 'running' },
    ],
    components: [{ ...component, name: 'katib', state: 'frozen' }],
    waiting: [{ ...wait, severity: 'critical' }],
    changes: [],
    cost: { euro: 4 },
  };
  expect(await answering(newer).call('getRun', { params: { id: 'demo-1' } })).toEqual({
    ...run,
    kind: 'create',
    state: 'unknown',
    unknownState: 'resting',
    phases: [{ name: 'cluster', title: 'Create cluster', state: 'waiting' }],
    components: [{ ...component, name: 'katib', state: 'waiting' }],
    waiting: [{ ...wait, severity: 'info' }],
    changes: [],
  } satisfies RunView);
});

test('a run of an older server, which tells of no changes by others, is shown too', async () => {
  const older = { ...run, kind: 'create', state: 'running', phases: [], components: [], waiting: [] };
  expect(await answering(older).call('getRun', { params: { id: 'demo-1' } })).toMatchObject({ changes: [] });
});

test('a check with an outcome that is not known here is one that could not be judged', async () => {
  const check = { id: 'later', title: 'Later', outcome: 'postponed', evidence: 'Not today.' };
  const wish = { apiVersion: 'mlanywhere.dev/v1alpha1', kind: 'Installation', metadata: { name: 'demo' } } as const;
  expect(
    await answering([check]).call('runPreflight', { body: { ...wish, spec: { cluster: { platform: 'sandbox' } } } }),
  ).toEqual([{ ...check, outcome: 'unknown', severity: 'blocks' }]);
});

test('an error that is not known here keeps the words and the code of the server', async () => {
  const report = { code: 'MLA-RUN-999', kind: 'conflict', message: 'It is asleep.', cause: 'Night.', fix: 'Wait.' };
  const client = createApiClient({
    url: 'http://server',
    fetch: () => Promise.resolve(Response.json({ ...report, details: {} }, { status: 409 })),
  });
  await expect(client.call('getRun', { params: { id: 'demo-1' } })).rejects.toThrow('It is asleep. (MLA-RUN-999)');
});
