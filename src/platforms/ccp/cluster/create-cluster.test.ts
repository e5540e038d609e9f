import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sentOrder, startCcpLab, type CcpLab } from '../testing/simulated-ccp.fixture.ts';

let ccpLab: CcpLab;
beforeEach(async () => {
  ccpLab = await startCcpLab();
});
afterEach(() => ccpLab.stop());

test('a creation that fails leaves no file on the disk [v1]', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mla-watched-'));
  for (const variable of ['HOME', 'TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(variable, folder);
  try {
    ccpLab.ccp.switches.creationEndsAs = 'ERROR';
    const request = ccpLab.request();
    const handle = await ccpLab.platform.createCluster(request);
    await expect(ccpLab.platform.waitForCluster(handle, request)).rejects.toMatchObject({ code: 'MLA-CCP-043' });
    expect(await readdir(folder)).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  }
});

test('a second request sends no second order [v1]', async () => {
  await sentOrder(ccpLab);
  await sentOrder(ccpLab);
  expect(ccpLab.ccp.requests.filter((one) => one.method === 'POST' && one.path === '/v3/clusters/')).toHaveLength(1);
});
