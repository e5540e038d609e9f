import { afterEach, expect, test } from 'vitest';
import { newEnoughImage } from '../../sandbox/ccp/seed.ts';
import type { CheckResult } from '../api/contract.ts';
import { makePlan } from '../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../kubeflow/sample/sample-release.ts';
import { demoInstallation, startCcpLab, type CcpLab } from '../platforms/ccp/testing/simulated-ccp.fixture.ts';
import { checkOrder } from './check-order.ts';

let ccpLab: CcpLab;
afterEach(() => ccpLab.stop());

const sketchPlan = async () =>
  makePlan({ release: await loadSampleRelease(), components: 'all', installation: { name: 'demo' }, parameters: {} });

async function check(ccp: Record<string, unknown>): Promise<Record<string, CheckResult>> {
  const installation = demoInstallation(ccp, { kubeflow: { release: 'sample' } });
  const results = await checkOrder({
    installation,
    connection: ccpLab.connection(),
    isOrdered: false,
    probe: true,
    services: { platform: () => ccpLab.platform, sketchPlan },
    signal: new AbortController().signal,
  });
  return Object.fromEntries(results.map((result) => [result.id, result]));
}

test('before a cluster is there, preflight says what its order tells now and what is asked later, and orders nothing', async () => {
  ccpLab = await startCcpLab();
  expect(await check({ image: newEnoughImage })).toMatchObject({
    'kubernetes-version': { outcome: 'passed' },
    'cluster-order': { outcome: 'passed' },
    'cluster-name': { outcome: 'passed' },
    'cluster-later': {
      outcome: 'unknown',
      evidence: expect.stringMatching(/not there yet\. \d+ checks ask it.* no pod was started/) as string,
    },
  });
  expect(ccpLab.ccp.clusters).toEqual([]);
});

test('an image too old for the release, an unknown VIP pool and a taken name are found before anything is ordered', async () => {
  ccpLab = await startCcpLab();
  await ccpLab.platform.createCluster(ccpLab.request({ owner: 'someone else' }));
  expect(await check({ image: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0', vipPool: 'nowhere' })).toMatchObject({
    'kubernetes-version': { outcome: 'failed', evidence: expect.stringContaining('needs 1.34 or newer') as string },
    'cluster-order': { outcome: 'failed', evidence: expect.stringContaining('no VIP pool named nowhere') as string },
    'cluster-name': { outcome: 'failed', field: 'metadata.name' },
  });
});
