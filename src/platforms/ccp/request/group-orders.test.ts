import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MlaError } from '../../../errors/error.ts';
import { listWorkerGroups } from '../../../installation/worker-groups.ts';
import type { CcpApi } from '../api/ccp-api.ts';
import { createGroupOrders } from './group-orders.ts';
import { demoInstallation, quickPacing } from '../testing/simulated-ccp.fixture.ts';
import type { GroupChange } from './worker-changes.ts';

/* What the simulator cannot be brought to: a group that CCP changes back after minutes. */

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

test('a doubt that CCP has settled takes nothing from the patience with a later order for the same group', async () => {
  const installation = demoInstallation();
  const { cluster } = installation.spec;
  if (cluster.platform !== 'ccp') throw new Error('this installation is on CCP');
  const { ccp } = cluster;
  const scaleGroup = vi.fn(() =>
    Promise.reject(new MlaError('ccp.serverFault', { request: 'PATCH', status: 502, reason: 'bad gateway' })),
  );
  const tell = vi.fn();
  const order = createGroupOrders({ scaleGroup } as Partial<CcpApi> as CcpApi, {
    handle: { platform: 'ccp', id: '1', name: 'demo' },
    ccp,
    request: { connection: undefined, installation, owner: 'mlanywhere', signal: new AbortController().signal, tell },
    pacing: quickPacing,
  });
  const [group] = listWorkerGroups(ccp);
  const fewer: GroupChange[] = [{ type: 'resize', group: group!, growth: -1 }];

  await order(fewer);
  await order([]);
  vi.advanceTimersByTime(600_000);
  await order(fewer);
  expect(tell).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(600_000);
  await expect(order(fewer)).rejects.toMatchObject({ code: 'MLA-CCP-014' });
  expect(scaleGroup).toHaveBeenCalledTimes(3);
});
