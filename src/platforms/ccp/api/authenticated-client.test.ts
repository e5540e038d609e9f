import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Choice } from '../../../api/contract.ts';
import { toMlaError } from '../../../errors/error.ts';
import { startCcpLab, type CcpLab } from '../testing/simulated-ccp.fixture.ts';

let ccpLab: CcpLab;
beforeEach(async () => {
  ccpLab = await startCcpLab({ password: 'p&ss wörd?' });
});
afterEach(() => ccpLab.stop());

const signal = new AbortController().signal;
const choices = async (field: string, chosen: Record<string, string> = {}): Promise<Choice[]> =>
  (await ccpLab.platform.listChoices?.(ccpLab.connection(), field, chosen, { signal })) ?? [];

test('no URL holds the password [v1]', async () => {
  ccpLab.ccp.switches.v2Accepts = 'cookie';
  await choices('vipPool');
  expect(ccpLab.ccp.requests.map((one) => one.path)).toContain('/2/system/login');
  for (const { path, query } of ccpLab.ccp.requests) expect(decodeURIComponent(path + query)).not.toContain('p&ss');
});

test('no error, event or preview holds a password [v1]', async () => {
  const wrong = ccpLab.connection({ password: 'canary-7Zq' });
  ccpLab.ccp.switches.badLogin = 'html';
  const failure = await ccpLab.platform
    .createCluster(ccpLab.request({ connection: wrong }))
    .catch((thrown: unknown) => toMlaError(thrown));
  const shown = inspect([failure, ccpLab.news], { depth: 20, showHidden: true });
  expect(shown).not.toContain('canary-7Zq');
  ccpLab.ccp.switches.faults = [
    {
      method: 'POST',
      path: '/v3/system/login',
      when: 'before',
      with: { status: 500, body: '{"detail":"wrong: canary-7Zq"}' },
      times: 9,
    },
  ];
  const echoed = await ccpLab.platform
    .createCluster(ccpLab.request({ connection: wrong }))
    .catch((thrown: unknown) => toMlaError(thrown));
  expect(inspect(echoed, { depth: 20 })).toContain('wrong: [secret]');
  expect(inspect(echoed, { depth: 20 })).not.toContain('canary-7Zq');
  ccpLab.ccp.switches.faults = [];
  const preview = await ccpLab.platform.previewRequest?.(ccpLab.request());
  expect(JSON.stringify(preview)).not.toContain('p&ss');
});

test('a request that meets 401 logs in again and is repeated [v1]', async () => {
  const request = ccpLab.request();
  const handle = await ccpLab.platform.createCluster(request);
  ccpLab.ccp.sessions.endAll();
  await ccpLab.platform.waitForCluster(handle, request);
  expect(ccpLab.ccp.clusters[0]?.status).toBe('READY');
});

test('a read whose connection breaks is retried [v1]', async () => {
  ccpLab.ccp.switches.faults = [{ method: 'GET', path: '/v3/providers/', when: 'before', with: 'reset', times: 1 }];
  expect((await choices('datacenter')).map((one) => one.value)).toEqual(['Lab 1', 'Edge']);
});

test('a server that does not answer ends with a code [v1]', async () => {
  for (const fault of ['silence', 'drip'] as const) {
    const pacing = { answerTimeout: 60, connectTimeout: 500 };
    const hasty = await startCcpLab({
      pacing,
      switches: { faults: [{ path: '/v3/system/login', when: 'before', with: fault, times: 99 }] },
    });
    await expect(hasty.platform.createCluster(hasty.request())).rejects.toMatchObject({ code: 'MLA-CCP-012' });
    await hasty.stop();
  }
});

test('a login without a v3 token fails [v1]', async () => {
  ccpLab.ccp.switches.login = 'without-token';
  await expect(choices('provider')).rejects.toMatchObject({ code: 'MLA-CCP-022' });
});

test('a failed v2 login does not matter where CCP takes the v3 token [v1]', async () => {
  ccpLab.ccp.switches.v2Login = 'unauthorized';
  expect(await choices('vipPool')).toHaveLength(2);
});
