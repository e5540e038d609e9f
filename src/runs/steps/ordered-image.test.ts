import { afterEach, expect, test } from 'vitest';
import { newEnoughImage } from '../../../sandbox/ccp/seed.ts';
import { makePlan } from '../../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../../kubeflow/sample/sample-release.ts';
import { refuseOldImage } from '../../preflight/ordered-kubernetes.ts';
import { startCcpRuns, type CcpRuns } from './ccp-runs.fixture.ts';

let runs: CcpRuns | undefined;
afterEach(async () => runs?.[Symbol.asyncDispose]());

const oldImage = 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0';
const planFor = async () =>
  makePlan({ release: await loadSampleRelease(), components: 'all', installation: { name: 'demo' }, parameters: {} });

test('a run with an image too old for its release ends before anything is ordered', async () => {
  runs = await startCcpRuns({}, { kubeflow: { planFor, runPreflight: () => Promise.resolve([]) } });
  await runs.connect();
  const runId = await runs.ask('create', { image: oldImage });
  runs.work();
  const events = await runs.ending(runId);
  expect(events.findLast(({ type }) => type === 'step.failed')).toMatchObject({
    step: 'create-cluster',
    code: 'MLA-PREFLIGHT-002',
    message: expect.stringContaining('Kubernetes 1.17.6') as string,
  });
  expect(runs.ccp.requests.filter(({ method, path }) => method === 'POST' && path.startsWith('/v3/clusters'))).toEqual(
    [],
  );
});

const order = (image: string) => ({ platform: 'ccp', image }) as const;
const kubeflow = { name: 'kubeflow', version: '26.03.1', kubernetes: { lowest: '1.34', highest: '1.36' } };

test('an image too old for a release is refused with both versions; one that fits, or of which nobody knows, is not', () => {
  expect(() => refuseOldImage(order(oldImage), kubeflow)).toThrow(
    'The image ccp-tenant-image-1.17.6-ubuntu18-7.0.0 creates a cluster with Kubernetes 1.17.6, but kubeflow 26.03.1 needs 1.34 or newer.',
  );
  expect(() => refuseOldImage(order(newEnoughImage), kubeflow)).not.toThrow();
  expect(() => refuseOldImage(order('windows-2019-template'), kubeflow)).not.toThrow();
  expect(() => refuseOldImage(undefined, kubeflow)).not.toThrow();
  expect(() => refuseOldImage(order(oldImage), { name: 'kubeflow', version: '27.03' })).not.toThrow();
});
