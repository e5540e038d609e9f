import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCcpLab, type CcpLab } from '../testing/simulated-ccp.fixture.ts';

let ccpLab: CcpLab;
beforeEach(async () => {
  ccpLab = await startCcpLab();
});
afterEach(() => ccpLab.stop());

test('a cluster can be deleted, and what the deletion removes is listed first [v1]', async () => {
  const request = ccpLab.request();
  const handle = await ccpLab.platform.createCluster(request);
  expect(ccpLab.platform.previewDeletion(handle).removes[0]).toContain('demo');
  await ccpLab.platform.deleteCluster(handle, request);
  expect(ccpLab.ccp.clusters).toEqual([]);
});

test('a deletion that does not end fails with a code [v1]', async () => {
  const hasty = await startCcpLab({ switches: { deletionEnds: false }, pacing: { giveUpAfter: 100 } });
  try {
    const request = hasty.request();
    const handle = await hasty.platform.createCluster(request);
    await expect(hasty.platform.deleteCluster(handle, request)).rejects.toMatchObject({ code: 'MLA-CCP-047' });
  } finally {
    await hasty.stop();
  }
});
