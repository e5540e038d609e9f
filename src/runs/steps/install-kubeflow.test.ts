import { afterEach, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../api/contract.ts';
import type { RunEvent } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import { makePlan } from '../../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../kubeflow/sample/sample-release.ts';
import { startCcpRuns, type CcpRuns } from './ccp-runs.fixture.ts';
import { untilNodesStarted } from './install-kubeflow.ts';

let runs: CcpRuns;
afterEach(async () => runs[Symbol.asyncDispose]());

const noNodes: CheckResult = {
  id: 'nodes-ready',
  title: 'Nodes that accept pods',
  severity: 'warns',
  outcome: 'failed',
  evidence: '0 of 4 nodes ready for work.',
  fix: 'Look at them.',
};
const noClass: CheckResult = {
  id: 'storage-classes',
  title: 'Default storage class',
  severity: 'warns',
  outcome: 'failed',
  evidence: 'None.',
  fix: 'Mark one.',
};
const starting: CheckResult = { ...noNodes, passing: true };

/** A run whose preflight finds these, one list after the other; the last one ever after. The install itself is not there and fails. */
async function preflightThatFinds(...looks: CheckResult[][]): Promise<RunEvent[]> {
  const planFor = async () =>
    makePlan({
      release: await loadSampleRelease(),
      components: 'all',
      installation: { name: 'demo' },
      parameters: {},
    });
  const left = [...looks];
  runs = await startCcpRuns(
    {},
    {
      kubeflow: {
        planFor,
        runPreflight: ({ part }) =>
          Promise.resolve(part === 'dry-run' ? [] : ((left.length > 1 ? left.shift() : left[0]) ?? [])),
      },
    },
  );
  await runs.connect();
  const runId = await runs.ask('create');
  runs.work();
  await expect
    .poll(async () => endOfPreflight(await runs.store.readEvents(runId, { after: 0, limit: 1000 })))
    .toBeDefined();
  // Where preflight failed the run has ended already.
  await runs.store.requestCancel(runId).catch(() => undefined);
  return runs.ending(runId);
}

const endOfPreflight = (events: readonly RunEvent[]): RunEvent | undefined =>
  events.find(({ type, step }) => step === 'preflight' && (type === 'step.succeeded' || type === 'step.failed'));
const told = (events: readonly RunEvent[]): RunEvent[] =>
  events.filter(({ type, message }) => type === 'log' && message.includes('still starting'));

describe('preflight of a new cluster', () => {
  test('waits for nodes that are still starting, and says so once', async () => {
    const events = await preflightThatFinds([starting], [starting], []);
    expect(endOfPreflight(events)?.type).toBe('step.succeeded');
    expect(told(events)).toMatchObject([
      {
        step: 'preflight',
        message:
          'Nodes that accept pods: 0 of 4 nodes ready for work. Nodes are still starting. Checking again for up to 3 minutes.',
      },
    ]);
  });

  test('gives up waiting for nodes that start for ever, with what it saw last', async () => {
    let looks = 0;
    const look = (): Promise<CheckResult[]> => Promise.resolve([{ ...starting, evidence: `look ${++looks}` }]);
    const results = await untilNodesStarted(
      look,
      { signal: new AbortController().signal, tell: () => undefined },
      { patience: 60, pause: 10 },
    );
    expect(looks).toBeGreaterThan(1);
    expect(results).toEqual([{ ...starting, evidence: `look ${looks}` }]);
  });

  test.each([
    ['nodes that are not starting', [noNodes]],
    ['what no node fixes, beside nodes that are starting', [starting, noClass]],
  ])('does not wait for %s', async (_, results) => {
    const events = await preflightThatFinds(results);
    expect(endOfPreflight(events)).toMatchObject({
      type: 'step.failed',
      code: new MlaError('preflight.clusterUnfit', { count: 1, checks: '', fix: '' }).code,
    });
    expect(told(events)).toEqual([]);
  });
});

describe('a failed check', () => {
  test('that somebody overrides does not end the run, and the run says who and why', async () => {
    const events = await preflightThatFinds([{ ...noClass, overridden: 'The class comes tonight' }]);
    expect(endOfPreflight(events)?.type).toBe('step.succeeded');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'preflight.overridden',
        severity: 'warning',
        message: 'Ada overrides the check storage-classes: The class comes tonight',
        data: { id: 'storage-classes', reason: 'The class comes tonight', by: { id: 'ada', name: 'Ada' } },
      }),
    );
  });

  test('that has an error of its own ends the run with that error, whatever else fails', async () => {
    const error = new MlaError('platform.openShift', { recognized: 'API group security.openshift.io' }).report();
    const openShift: CheckResult = { ...noClass, id: 'platform', severity: 'blocks', error };
    const events = await preflightThatFinds([noClass, openShift]);
    expect(endOfPreflight(events)).toMatchObject({ type: 'step.failed', code: error.code });
  });

  test('that only informs does not end the run', async () => {
    const events = await preflightThatFinds([{ ...noClass, severity: 'informs' }]);
    expect(endOfPreflight(events)?.type).toBe('step.succeeded');
  });
});
