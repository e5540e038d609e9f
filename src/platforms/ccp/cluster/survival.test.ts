import { afterEach, describe, expect, test } from 'vitest';
import type { CcpFault, CcpSwitches } from '../../../../sandbox/ccp/switches.ts';
import { fixedKubeconfig, startCcpLab, type CcpLab } from '../testing/simulated-ccp.fixture.ts';

let ccpLab: CcpLab | undefined;
afterEach(async () => {
  await ccpLab?.stop();
  ccpLab = undefined;
});

interface Oddity {
  readonly name: string;
  readonly switches?: Partial<CcpSwitches>;
  /** Done once the cluster is ordered. */
  readonly meanwhile?: (ccpLab: CcpLab) => void;
}

const list = (changes: Partial<CcpFault>): CcpFault => ({
  path: '/v3/clusters',
  when: 'before',
  with: 'reset',
  times: 1,
  ...changes,
});
const order = (changes: Partial<CcpFault>): CcpFault => ({
  method: 'POST',
  path: '/v3/clusters/',
  when: 'after',
  with: 'reset',
  times: 1,
  ...changes,
});

/** What is unknown about CCP, each in every form, and trouble that passes. None of it may matter. */
const oddities: readonly Oddity[] = [
  { name: 'a token header in lower case', switches: { tokenHeader: 'x-auth-token' } },
  { name: 'inventory lists without a wrapper', switches: { inventory: 'bare' } },
  { name: 'GETs that are sent on to the form with a slash', switches: { slashlessGet: 'redirected' } },
  { name: 'an order answered with 200', switches: { createStatus: 200 } },
  { name: 'an order answered with 202', switches: { createStatus: 202 } },
  { name: 'an empty kubeconfig before it is ready', switches: { kubeconfigBeforeReady: 'empty' } },
  { name: 'a null kubeconfig before it is ready', switches: { kubeconfigBeforeReady: 'null' } },
  { name: 'a word for being made that nobody knows', switches: { creatingWord: 'PROVISIONING' } },
  { name: 'subnets for the cookie of a v2 login only', switches: { v2Accepts: 'cookie' } },
  { name: 'subnets for a cookie, refused when the token comes along', switches: { v2Accepts: 'cookie-without-token' } },
  { name: 'a v2 login that is refused, where it is not needed', switches: { v2Login: 'unauthorized' } },
  { name: 'deletion answered with 202', switches: { deleteStatus: 202 } },
  { name: 'look-up by name', switches: { lookupByName: 200 } },
  { name: 'a version that is not told', switches: { version: '' } },
  { name: 'a token that expires in mid-poll', meanwhile: ({ ccp }) => ccp.sessions.endAll() },
  { name: 'an order of which the answer is cut off', switches: { faults: [order({ with: 'reset' })] } },
  { name: 'an order of which the answer never comes', switches: { faults: [order({ with: 'silence' })] } },
  {
    name: 'an order answered 502 by something in between',
    switches: { faults: [order({ with: { status: 502, body: '<html>Bad Gateway' } })] },
  },
  {
    name: 'an order answered with a page and 200',
    switches: { faults: [order({ with: { status: 200, body: '<html>' } })] },
  },
  {
    name: 'an order without clear answer, and a list that shows it late',
    switches: { listDelayMilliseconds: 60, faults: [order({ with: 'reset' })] },
  },
  {
    name: 'an order that meets an expired token',
    switches: { faults: [order({ when: 'before', with: { status: 401 } })] },
  },
  {
    name: 'lists that stumble',
    switches: {
      faults: [
        list({ with: { status: 503 } }),
        list({ with: 'reset' }),
        list({ method: 'GET', with: { status: 429 } }),
      ],
    },
  },
  {
    name: 'a login that stumbles',
    switches: {
      faults: [
        list({ path: '/v3/system/login', with: { status: 502 } }),
        list({ path: '/v3/system/login', with: 'reset' }),
      ],
    },
  },
  { name: 'slow answers', switches: { faults: [list({ path: '/', with: { delayMilliseconds: 60 }, times: 12 })] } },
  {
    name: 'CCP away for a moment in mid-poll',
    meanwhile: ({ ccp }) => void (ccp.switches.faults = [list({ path: '/', with: 'reset', times: 12 })]),
  },
  {
    name: 'pages in place of answers for a moment',
    meanwhile: ({ ccp }) =>
      void (ccp.switches.faults = [list({ path: '/v3/clusters/', with: { status: 200, body: '<html>' }, times: 4 })]),
  },
  {
    name: 'a cluster that is not found for a moment',
    meanwhile: ({ ccp }) =>
      void (ccp.switches.faults = [list({ path: '/v3/clusters/', with: { status: 404, body: '{}' }, times: 2 })]),
  },
];

describe('a cluster is made, handed over and deleted in spite of', () => {
  test.each(oddities)('$name', async ({ switches = {}, meanwhile }) => {
    const { platform, ccp, ...rest } = (ccpLab = await startCcpLab({
      switches,
      pacing: { answerTimeout: 300, troubleLimit: 10_000 },
    }));
    const request = rest.request();
    const handle = await platform.createCluster(request);
    meanwhile?.(ccpLab);
    await platform.waitForCluster(handle, request);
    expect((await platform.fetchKubeconfig(handle, request)).reveal()).toBe(fixedKubeconfig);
    expect(ccp.clusters).toHaveLength(1);
    expect(ccp.clusters[0]?.status).toBe('READY');
    await platform.deleteCluster(handle, request);
    expect(ccp.clusters).toEqual([]);
  });

  test('a password of every sort of character', async () => {
    ccpLab = await startCcpLab({ password: 'ä&?=%20+"\\ 日本 #/' });
    const result = await ccpLab.platform.testConnection(ccpLab.connection().input, {
      signal: new AbortController().signal,
    });
    expect(result.ok).toBe(true);
  });
});

describe('an order', () => {
  test('whose answer is lost is sent once only', async () => {
    ccpLab = await startCcpLab({ switches: { faults: [order({ with: 'reset' })] } });
    await ccpLab.platform.createCluster(ccpLab.request());
    expect(ccpLab.ccp.requests.filter((one) => one.method === 'POST' && one.path === '/v3/clusters/')).toHaveLength(1);
  });

  test('that a crash cut off is found by the next attempt, even while the list does not show it yet', async () => {
    const { platform, ccp, ...rest } = (ccpLab = await startCcpLab({ switches: { listDelayMilliseconds: 80 } }));
    const controller = new AbortController();
    const first = platform.createCluster(rest.request({ signal: controller.signal }));
    await expect.poll(() => ccp.clusters.length, { interval: 2 }).toBe(1);
    controller.abort();
    await first.catch(() => undefined);
    const handle = await platform.createCluster(rest.request());
    expect(ccp.clusters.map((cluster) => cluster.id)).toEqual([handle.id]);
  });

  test('waits until an earlier cluster of the same name is gone', async () => {
    const { platform, ccp, ...rest } = (ccpLab = await startCcpLab({ switches: { deletionEnds: false } }));
    const first = await platform.createCluster(rest.request());
    Object.assign(ccp.clusters[0] ?? {}, { status: 'DELETING' });
    const second = platform.createCluster(rest.request());
    setTimeout(() => (ccp.switches.deletionEnds = true), 50);
    expect((await second).id).not.toBe(first.id);
    expect(ccp.clusters).toHaveLength(1);
  });
});

describe('a deletion', () => {
  test('leaves a cluster alone that is another one than CCP made on our order', async () => {
    const { platform, ccp, ...rest } = (ccpLab = await startCcpLab({ switches: { lookupByName: 200 } }));
    const handle = await platform.createCluster(rest.request({ owner: 'someone else' }));
    await expect(platform.deleteCluster({ ...handle, id: 'demo' }, rest.request())).rejects.toMatchObject({
      code: 'MLA-CCP-048',
    });
    expect(ccp.clusters).toHaveLength(1);
  });

  test('is ordered again when its answer was lost', async () => {
    const { platform, ccp, ...rest } = (ccpLab = await startCcpLab());
    const request = rest.request();
    const handle = await platform.createCluster(request);
    ccp.switches.faults = [{ method: 'DELETE', path: '/v3/clusters/', when: 'before', with: 'reset', times: 1 }];
    await platform.deleteCluster(handle, request);
    expect(ccp.clusters).toEqual([]);
  });

  test('that never ends says so', async () => {
    const { platform, ...rest } = (ccpLab = await startCcpLab({
      switches: { deletionEnds: false },
      pacing: { giveUpAfter: 100 },
    }));
    const request = rest.request();
    const handle = await platform.createCluster(request);
    await expect(platform.deleteCluster(handle, request)).rejects.toMatchObject({ code: 'MLA-CCP-047' });
  });
});
