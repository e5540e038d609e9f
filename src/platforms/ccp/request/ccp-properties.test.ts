import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ccpSwitches, type CcpFault, type CcpSwitches } from '../../../../sandbox/ccp/switches.ts';
import { MlaError } from '../../../errors/error.ts';
import { demoInstallation, startCcpLab, type CcpLab } from '../testing/simulated-ccp.fixture.ts';
import { eventually, hangSignal } from '../../../../test/patience.fixture.ts';

const fault: fc.Arbitrary<CcpFault> = fc.record(
  {
    method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE'),
    path: fc.constantFrom('/', '/v3/clusters', '/v3/clusters/', '/v3/system/login', '/2/', '/v3/providers'),
    when: fc.constantFrom('before', 'after'),
    with: fc.oneof(
      fc.constantFrom<'reset' | 'silence'>('reset', 'silence'),
      fc.record({
        status: fc.constantFrom(200, 201, 302, 400, 401, 403, 404, 429, 500, 502, 503, 504),
        body: fc.constantFrom('', '{}', '[]', 'null', '<html>', '{"id":1}'),
      }),
      fc.record({ delayMilliseconds: fc.integer({ min: 0, max: 200 }) }),
    ),
    times: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ['path', 'when', 'with', 'times'] },
);

const switches: fc.Arbitrary<Partial<CcpSwitches>> = fc.record(
  {
    login: fc.constantFrom('works', 'works', 'works', 'without-token', 'html'),
    tokenHeader: fc.constantFrom('X-Auth-Token', 'x-auth-token'),
    tokenLifeSeconds: fc.constantFrom(0, 0.05, 0.2, 100),
    v2Login: fc.constantFrom('works', 'unauthorized'),
    v2Accepts: fc.constantFrom('token-or-cookie', 'cookie', 'cookie-without-token'),
    inventory: fc.constantFrom('wrapped', 'bare', 'empty'),
    slashlessGet: fc.constantFrom('served', 'redirected'),
    createStatus: fc.constantFrom(200, 201, 202),
    kubeconfigBeforeReady: fc.constantFrom('absent', 'empty', 'null'),
    kubeconfigWhenReady: fc.constantFrom('present', 'present', 'absent', 'damaged'),
    listDelayMilliseconds: fc.constantFrom(0, 20, 60),
    refusalBody: fc.constantFrom('json', 'text'),
    creationEndsAs: fc.constantFrom('READY', 'READY', 'READY', 'ERROR', 'CREATING', 'UPDATING', 'SOMETHING-ELSE', ''),
    creatingWord: fc.constantFrom('CREATING', 'PROVISIONING'),
    stuckNode: fc.constantFrom(false, false, false, true),
    deleteStatus: fc.constantFrom(200, 202, 204),
    faults: fc.array(fault, { maxLength: 4 }),
  },
  { requiredKeys: [] },
);

/** Groups of workers, more than the pool has addresses for at times. */
const groups = fc.record({
  workers: fc.record({ count: fc.integer({ min: 1, max: 4 }) }),
  moreWorkers: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('gpu', 'large', 'a', 'a-group-of-workers-with-a-long-name'),
      count: fc.integer({ min: 0, max: 6 }),
    }),
    { selector: ({ name }) => name, maxLength: 4 },
  ),
});
type Groups = typeof groups extends fc.Arbitrary<infer Value> ? Value : never;

test('whatever CCP does, and whatever groups of workers are wanted: never two clusters, never success without READY and the workers, always an end that has a code', async () => {
  const ccpLab = await startCcpLab({
    pacing: {
      answerTimeout: 60,
      giveUpAfter: 250,
      troubleLimit: 100,
      kubeconfigWait: 50,
      lookWaits: [5, 10, 20, 40, 80],
    },
  });
  try {
    await fc.assert(
      fc.asyncProperty(switches, fc.array(groups, { minLength: 1, maxLength: 3 }), async (chosen, attempts) => {
        Object.assign(ccpLab.ccp.switches, ccpSwitches.parse(chosen));
        for (const wanted of attempts) await attemptOnce(ccpLab, wanted);
        await clear(ccpLab);
      }),
      { numRuns: 30 },
    );
  } finally {
    await ccpLab.stop();
  }
});

test('wherever it is cut off: the next attempt goes on with the one cluster', async () => {
  const ccpLab = await startCcpLab({ switches: { listDelayMilliseconds: 20 } });
  const { platform, ccp } = ccpLab;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 4 }), async (cuts) => {
        const made = new Set<string>();
        for (const cut of cuts) {
          const request = ccpLab.request({ signal: AbortSignal.timeout(cut) });
          await platform
            .createCluster(request)
            .then((handle) => platform.waitForCluster(handle, request))
            .catch(() => undefined);
          for (const cluster of ccp.clusters) made.add(cluster.id);
        }
        const request = ccpLab.request();
        const handle = await platform.createCluster(request);
        await platform.waitForCluster(handle, request);
        expect(ccp.clusters.map(({ id, status }) => [id, status])).toEqual([[handle.id, 'READY']]);
        expect([...made].filter((id) => id !== handle.id)).toEqual([]);
        await platform.deleteCluster(handle, request);
      }),
      { numRuns: 25 },
    );
  } finally {
    await ccpLab.stop();
  }
});

async function attemptOnce(ccpLab: CcpLab, wanted: Groups): Promise<void> {
  const { platform, ccp } = ccpLab;
  const request = ccpLab.request({ signal: hangSignal(), installation: demoInstallation(wanted) });
  try {
    const handle = await platform.createCluster(request);
    await platform.waitForCluster(handle, request);
    expect(ccp.clusters.find((cluster) => cluster.id === handle.id)?.status).toBe('READY');
    await platform.scaleWorkers?.(handle, request);
    for (const [name, count] of [
      ['node-group', wanted.workers.count],
      ...wanted.moreWorkers.map((group) => [group.name, group.count] as const),
    ] as const) {
      expect(ccp.clusters[0]?.nodes.filter((node) => node.group === name)).toHaveLength(count);
    }
    await platform.fetchKubeconfig(handle, request);
  } catch (thrown) {
    if (!(thrown instanceof MlaError)) throw thrown;
    expect(thrown.code).toMatch(/^MLA-CCP-\d{3}$/);
  }
  expect(ccp.clusters.length).toBeLessThanOrEqual(1);
}

/** Each case begins with an empty CCP that behaves. */
async function clear(ccpLab: CcpLab): Promise<void> {
  const { ccp, platform } = ccpLab;
  Object.assign(ccp.switches, ccpSwitches.parse({}));
  for (const { id, payload } of ccp.clusters)
    // With the short limits above, a busy machine may be too late.
    await eventually(() =>
      platform.deleteCluster({ platform: 'ccp', id, name: payload.name }, ccpLab.request()).then(() => true),
    );
  expect(ccp.clusters).toEqual([]);
}
