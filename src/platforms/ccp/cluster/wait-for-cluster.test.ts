import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCcpLab, type CcpLab } from '../testing/simulated-ccp.fixture.ts';

let ccpLab: CcpLab;
beforeEach(async () => {
  ccpLab = await startCcpLab();
});
afterEach(() => ccpLab.stop());

test('a poll that is answered with an error is repeated [v1]', async () => {
  const request = ccpLab.request();
  const handle = await ccpLab.platform.createCluster(request);
  const poll = { method: 'GET', path: '/v3/clusters/', when: 'before', times: 1 } as const;
  ccpLab.ccp.switches.faults = [
    { ...poll, with: { status: 500, body: '{"detail":"busy"}' } },
    { ...poll, with: { status: 200, body: '{}', contentType: 'application/json' } },
  ];
  await ccpLab.platform.waitForCluster(handle, request);
  expect(ccpLab.ccp.clusters[0]?.status).toBe('READY');
  expect(ccpLab.ccp.switches.faults.map(({ times }) => times)).toEqual([0, 0]);
});

test('the wait for a cluster ends at its limit with a code [v1]', async () => {
  const hasty = await startCcpLab({ switches: { creationEndsAs: 'CREATING' }, pacing: { giveUpAfter: 200 } });
  try {
    const request = hasty.request();
    const handle = await hasty.platform.createCluster(request);
    await expect(hasty.platform.waitForCluster(handle, request)).rejects.toMatchObject({ code: 'MLA-CCP-044' });
  } finally {
    await hasty.stop();
  }
});
