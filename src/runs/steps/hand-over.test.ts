import { expect, test } from 'vitest';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { replyJson, replyStatus, startLoopbackServer } from '../../kubernetes/testing/loopback-server.fixture.ts';
import { Secret } from '../../secret.ts';
import { sandboxInstallation } from '../database/open-database.fixture.ts';
import type { StepContext } from '../engine/step.ts';
import { handOverStep } from './hand-over.ts';
import type { StepServices } from './services.ts';
import { endlessLease } from '../engine/endless-lease.fixture.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

/** What the step tells of a cluster whose gateway is as given; undefined: it has none. */
async function accessWith(gateway: object | undefined, outputs: StepContext['outputs'] = {}): Promise<unknown> {
  const server = await startLoopbackServer((_arrived, response) =>
    gateway === undefined
      ? replyStatus(response, 404, 'not found')
      : replyJson(response, 200, {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'istio-ingressgateway' },
          ...gateway,
        }),
  );
  try {
    const services: Pick<StepServices, 'loadKubeconfig' | 'openCluster'> = {
      loadKubeconfig: () => Promise.resolve(new Secret('')),
      openCluster: () => Promise.resolve(createKubernetesClient({ server: server.address })),
    };
    const context: StepContext = {
      runId: 'demo-1',
      installation: sandboxInstallation('demo'),
      options: {},
      attempt: 1,
      signal: hangSignal(),
      lease: endlessLease,
      outputs,
      tell: () => undefined,
    };
    return await handOverStep(services as StepServices).run(context);
  } finally {
    await server.close();
  }
}

test('without an address outside the cluster, the run gives the command that opens the dashboard [v1]', async () => {
  expect(await accessWith({ status: { loadBalancer: {} } })).toMatchObject({
    dashboard: 'http://localhost:8080',
    how: expect.stringContaining('kubectl --kubeconfig demo.kubeconfig -n istio-system port-forward') as string,
  });
  expect(await accessWith({})).toMatchObject({ dashboard: 'http://localhost:8080' });
  expect(await accessWith({ status: { loadBalancer: { ingress: [{ ip: '10.0.0.9' }] } } })).toMatchObject({
    dashboard: 'http://10.0.0.9',
  });
  expect(await accessWith(undefined)).toMatchObject({ dashboard: null });
});

test('a simulated cluster has no dashboard, and the run says so', async () => {
  expect(await accessWith({}, { connect: { simulated: true } })).toMatchObject({
    dashboard: null,
    how: expect.stringContaining('this cluster is simulated') as string,
  });
});
