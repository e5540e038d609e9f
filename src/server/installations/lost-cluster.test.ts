import { expect, test } from 'vitest';
import { demoInstallation, fixedKubeconfig, startCcpLab } from '../../platforms/ccp/testing/simulated-ccp.fixture.ts';
import type { Step } from '../../runs/engine/step.ts';
import { Secret } from '../../secret.ts';
import type { Stored } from '../compose.ts';
import { openTestService } from '../service.fixture.ts';

test('the kubeconfig of a cluster that someone else deleted is not handed out: the answer says that the cluster is gone', async () => {
  const ccpLab = await startCcpLab();
  const makeCluster = ({ installations }: Stored): Step => ({
    name: 'create-cluster',
    phase: 'cluster',
    title: 'Create the cluster',
    input: () => null,
    run: async () => {
      const handle = await ccpLab.platform.createCluster(
        ccpLab.request({ owner: await installations.keepOwnerMark('demo') }),
      );
      await installations.saveKubeconfig('demo', new Secret(fixedKubeconfig));
      return { handle };
    },
  });
  await using running = await openTestService({
    platforms: [ccpLab.platform],
    steps: (stored) => [makeCluster(stored)],
  });
  try {
    const { client } = running;
    const { input } = ccpLab.connection();
    if (input.platform !== 'ccp') throw new Error('not a connection to CCP');
    await client.call('saveConnection', { params: { name: 'lab' }, body: input });
    const { runId } = await client.call('applyInstallation', { body: demoInstallation({}, { kubeflow: null }) });
    await expect.poll(async () => (await client.call('getRun', { params: { id: runId } })).state).toBe('succeeded');
    const kubeconfig = () => client.call('getKubeconfig', { params: { name: 'demo' } });
    expect(await kubeconfig()).toEqual({ kubeconfig: fixedKubeconfig });

    // That CCP cannot be asked says nothing about its clusters.
    for (const fault of ['reset', 'silence'] as const) {
      ccpLab.ccp.switches.faults = [{ path: '/', when: 'before', with: fault, times: 1000 }];
      expect(await kubeconfig()).toEqual({ kubeconfig: fixedKubeconfig });
    }

    ccpLab.ccp.switches.faults = [];
    const [cluster] = ccpLab.ccp.clusters;
    if (cluster !== undefined) cluster.status = 'DELETING';
    await expect(kubeconfig()).rejects.toMatchObject({
      code: 'MLA-CCP-046',
      message: 'The cluster demo no longer exists.',
    });
  } finally {
    await ccpLab.stop();
  }
});
