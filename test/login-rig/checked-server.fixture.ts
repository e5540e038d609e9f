import { resolve } from 'node:path';
import { installationSchema } from '../../src/installation/installation.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { Secret } from '../../src/secret.ts';
import { openTestService, type TestService } from '../../src/server/service.fixture.ts';
import { hangSignal } from '../patience.fixture.ts';

/**
 * A server with an installation `demo`, which says that it was installed on this cluster. The real commands refuse to
 * check the pods of a simulated cluster; here the rig answers in their place.
 */
export async function openCheckedServer(openClient: () => KubernetesClient, email: string): Promise<TestService> {
  const server = await openTestService({
    webDirectory: resolve(import.meta.dirname, '../../web/dist'),
    openCluster: () => Promise.resolve(openClient()),
    steps: () => [
      { name: 'install', phase: 'install', title: 'Install', input: () => null, run: () => Promise.resolve({}) },
    ],
  });
  const { installations, runs } = server.service;
  await installations.saveConnection(
    { name: 'lab', platform: 'existing', address: 'https://lab.example', trust: { mode: 'system' } },
    { platform: 'existing', kubeconfig: 'not read here' },
  );
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'existing', connection: 'lab' }, kubeflow: { user: { email } } },
  });
  const { id } = await runs.createRun({ installation, kind: 'create' });
  await installations.saveKubeconfig('demo', new Secret('not read here'));
  for await (const { type } of server.client.streamEvents(id, { after: 0, signal: hangSignal() }))
    if (type === 'run.failed') throw new Error('the run failed');
  return server;
}
