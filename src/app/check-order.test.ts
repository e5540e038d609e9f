import { afterEach, expect, test } from 'vitest';
import { newEnoughImage } from '../../sandbox/ccp/seed.ts';
import type { CheckResult } from '../api/contract.ts';
import { makePlan } from '../kubeflow/plan/make-plan.ts';
import { loadSampleRelease } from '../kubeflow/sample/sample-release.ts';
import { demoInstallation, startCcpLab, type CcpLab } from '../platforms/ccp/testing/simulated-ccp.fixture.ts';
import { kindTool } from '../platforms/kind/kind-tool.ts';
import { createLaptopPlatform } from '../platforms/laptop/laptop-platform.ts';
import { laptopInstallation } from '../platforms/laptop/testing/laptop-request.fixture.ts';
import { createRecordedMachine } from '../platforms/laptop/testing/recorded-machine.fixture.ts';
import { hangSignal } from '../../test/patience.fixture.ts';
import { checkOrder } from './check-order.ts';

let ccpLab: CcpLab | undefined;
afterEach(async () => {
  await ccpLab?.stop();
  ccpLab = undefined;
});

const sketchPlan = async () =>
  makePlan({ release: await loadSampleRelease(), components: 'all', installation: { name: 'demo' }, parameters: {} });

async function check(lab: CcpLab, ccp: Record<string, unknown>): Promise<Record<string, CheckResult>> {
  const installation = demoInstallation(ccp, { kubeflow: { release: 'sample' } });
  const results = await checkOrder({
    installation,
    connection: lab.connection(),
    isOrdered: false,
    probe: true,
    services: { platform: () => lab.platform, sketchPlan },
    signal: new AbortController().signal,
  });
  return Object.fromEntries(results.map((result) => [result.id, result]));
}

test('before a cluster is there, preflight says what its order tells now and what is asked later, and orders nothing', async () => {
  ccpLab = await startCcpLab();
  expect(await check(ccpLab, { image: newEnoughImage })).toMatchObject({
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
  expect(await check(ccpLab, { image: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0', vipPool: 'nowhere' })).toMatchObject({
    'kubernetes-version': { outcome: 'failed', evidence: expect.stringContaining('needs 1.34 or newer') as string },
    'cluster-order': { outcome: 'failed', evidence: expect.stringContaining('no VIP pool named nowhere') as string },
    'cluster-name': { outcome: 'failed', field: 'metadata.name' },
  });
});

test('for a cluster on this machine, preflight says what the machine lacks, and whether the components fit', async () => {
  await using machine = await createRecordedMachine(['docker']);
  const platform = createLaptopPlatform(kindTool, machine);
  const look = async (sketch = sketchPlan): Promise<CheckResult | undefined> => {
    const results = await checkOrder({
      installation: laptopInstallation('kind', { kubeflow: { release: 'sample' } }),
      connection: undefined,
      isOrdered: false,
      probe: false,
      services: { platform: () => platform, sketchPlan: sketch },
      signal: hangSignal(),
    });
    return results.find(({ id }) => id === 'machine');
  };
  expect(await look()).toMatchObject({ outcome: 'failed', evidence: 'This machine has no kind.' });
  await machine.install('kind');
  expect(await look()).toMatchObject({ outcome: 'passed', evidence: expect.stringContaining('24 GiB') as string });
  const plan = await sketchPlan();
  const requests = { ...plan.totals.requests, memoryMiB: 40 * 1024 };
  expect(await look(async () => ({ ...plan, totals: { ...plan.totals, requests } }))).toMatchObject({
    outcome: 'failed',
    evidence: 'Docker has 24 GiB of memory, and the chosen components declare that they need 40 GiB.',
  });
  expect(machine.state.containers()).toEqual([]);
});
