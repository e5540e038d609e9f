import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MlaError } from '../../src/errors/error.ts';
import { readPipeline } from '../../src/kubeflow/demo-content/demo-files.ts';
import { ensureDemoRun, followDemoRun, removeDemoRuns } from '../../src/kubeflow/demo-content/demo-run.ts';
import { withDemoUser, type DemoUser } from '../../src/kubeflow/demo-content/demo-user.ts';
import {
  startPipelinesServer,
  type PipelinesServer,
} from '../../src/kubeflow/pipelines/testing/pipelines-server.fixture.ts';
import { readYamlDocuments } from '../../src/kubeflow/release/kubernetes-yaml.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { Secret } from '../../src/secret.ts';
import { clientOfGateway } from '../login-rig/client-of-objects.fixture.ts';
import { canLogIn, loginRelease, type LoginRelease } from '../login-rig/login-release.fixture.ts';
import { startLoginRig, type LoginRig } from '../login-rig/login-rig.fixture.ts';
import { demoRelease } from './demo-cluster.fixture.ts';

const { signal } = new AbortController();
const namespace = 'kubeflow-user-example-com';

/** The release's route and policy for the pages of Kubeflow Pipelines, and the Service of its API. */
async function pipelineObjects(): Promise<KubernetesObject[]> {
  const file = join(process.env['MLA_RELEASE_PATH'] ?? '', demoRelease, '13-pipelines.yaml');
  const objects = readYamlDocuments(await readFile(file, 'utf8')) as KubernetesObject[];
  return objects.filter(
    ({ kind, metadata: { name } }) =>
      ['VirtualService', 'AuthorizationPolicy', 'Service', 'Deployment'].includes(kind) &&
      ['ml-pipeline-ui', 'ml-pipeline'].includes(name),
  );
}

/** The gateway, OAuth2 Proxy and Dex's stand-in of the login rig, with Kubeflow Pipelines' API behind them. */
describe.runIf(canLogIn)('The user of the demo, through the login of Kubeflow', () => {
  let release: LoginRelease;
  let rig: LoginRig;
  let server: PipelinesServer;
  let objects: readonly KubernetesObject[];

  beforeAll(async () => {
    release = await loginRelease();
    objects = [...release.objects, ...(await pipelineObjects())];
    server = await startPipelinesServer({ mayUse: (user, where) => user === release.email && where === namespace });
    rig = await startLoginRig({ objects, behind: new Map([['kubeflow/ml-pipeline-ui', server.port]]) });
  });
  afterAll(async () => {
    await rig.stop();
    await server.stop();
  });

  const asUser = <Result>(password: Secret, work: (user: DemoUser) => Promise<Result>): Promise<Result> =>
    withDemoUser(clientOfGateway(objects, rig.port), {
      installation: 'demo',
      user: { email: release.email, password },
      signal,
      work,
    });

  test('the demo’s pipeline is uploaded, run and removed with the session of the user, in the user’s namespace', async () => {
    await asUser(release.password, async ({ place, pipelines }) => {
      expect(place.namespace).toBe(namespace);
      if (pipelines === undefined) throw new Error('Kubeflow Pipelines was not found');
      const definition = await readPipeline({ image: 'registry.example/own:1', accelerator: undefined });
      const wish = { framework: 'tensorflow', variant: 'TensorFlow', definition } as const;
      const { id } = await ensureDemoRun(pipelines, wish, signal);
      const run = await followDemoRun(pipelines, id, { signal, everyMilliseconds: 1, onRun: () => undefined });
      expect(run.state).toBe('SUCCEEDED');
      expect(await removeDemoRuns(pipelines, signal)).toEqual([
        'run Shapes in TensorFlow',
        'experiment mlanywhere-demo',
        'pipeline mlanywhere-demo',
      ]);
    });
    expect(Object.values(server.names()).flat()).toEqual([]);
  });

  test('a wrong password ends at the login, with its own words', async () => {
    const refused = await asUser(new Secret('wrong'), async () => 'logged in').catch((thrown: unknown) => thrown);
    expect(refused instanceof MlaError && refused.key).toBe('login.wrongPassword');
  });
});
