import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../sandbox/faults/rules.ts';
import { followInstall, untilApplied } from './fixtures/follow-install.fixture.ts';
import {
  impatience,
  samplePlan as plan,
  startSampleCluster,
  type SampleCluster,
} from './fixtures/sample-cluster.fixture.ts';

let sample: SampleCluster;
beforeAll(async () => void (sample = await startSampleCluster('sample-faults')));
afterAll(() => sample.stop());
afterEach(() => sample.reset());

const softLimits = { gate: 1, workload: 60 };
const writes = { methods: ['PATCH'] } as const;

/** Faults that stay until they are taken away, and what the install says in the meantime. */
const lasting: readonly { name: string; rule: FaultRule; why: RegExp }[] = [
  {
    name: '429 with Retry-After',
    rule: { fault: { kind: 'too-many-requests', retryAfterSeconds: 1 }, ...writes },
    why: /too busy.*find out which other clients call/s,
  },
  {
    name: '503',
    rule: { fault: { kind: 'server-error', status: 503 } },
    why: /The cluster failed to .*currently unable to handle.*check the log of the API server/s,
  },
  {
    name: 'a connection that breaks in the middle of each answer',
    rule: { fault: { kind: 'reset' }, ...writes },
    why: /The connection to .* was lost.*check the control plane/s,
  },
  {
    name: 'connections on which nothing ever comes back',
    rule: { fault: { kind: 'half-open' }, ...writes },
    why: /did not answer in time|does not answer/,
  },
];

describe('an install goes on when the fault goes away, and until then says what is wrong and what to do:', () => {
  test.each(lasting)('$name', async ({ rule, why }) => {
    const { faults } = sample.cluster;
    const install = followInstall({ client: sample.clientThroughFaults(impatience), plan, softLimits });
    await untilApplied(install, 5);
    faults.set([rule]);
    await install.until(() => why.test(install.wait(/^the API server$/)?.why ?? '') || undefined);
    await install.until(
      (news) => news.some((one) => one.type === 'slow' && one.what === 'the API server') || undefined,
    );
    faults.set([]);
    expect(await install.result).toMatchObject({ applied: 47, rejected: 0, ready: 8 });
    expect(install.news.findLast((one) => one.type === 'waits')).toMatchObject({ waits: [] });
  });

  test('the whole server, from the first question on', async () => {
    sample.cluster.faults.set([{ fault: { kind: 'server-error', status: 500 } }]);
    const install = followInstall({ client: sample.clientThroughFaults(impatience), plan, softLimits });
    await install.until(
      () =>
        /The cluster failed to .*the server has an error/.test(install.wait(/^the API server$/)?.why ?? '') ||
        undefined,
    );
    sample.cluster.faults.set([]);
    expect(await install.result).toMatchObject({ applied: 47, rejected: 0, ready: 8 });
  });

  test('watches that open and stay silent', async () => {
    sample.cluster.faults.set([{ fault: { kind: 'silent-watch' } }]);
    const install = followInstall({ client: sample.clientThroughFaults(impatience), plan, softLimits });
    await install.until(
      (news) =>
        news.some((one) => one.type === 'reconnected' && /not a word from the server/.test(one.why)) || undefined,
    );
    sample.cluster.faults.set([]);
    expect(await install.result).toMatchObject({ applied: 47, rejected: 0, ready: 8 });
  });
});
