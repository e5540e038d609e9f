import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { LoginWish } from '../../src/kubeflow/login/stations.ts';
import {
  startPipelinesServer,
  type PipelinesServer,
} from '../../src/kubeflow/pipelines/testing/pipelines-server.fixture.ts';
import { madeName } from '../../src/kubeflow/verify/made/made-objects.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { chooseFreePort } from '../browser/fixtures/free-port.fixture.ts';
import { objectsOfCluster } from '../login-rig/login-objects.fixture.ts';
import { loginRelease } from '../login-rig/login-release.fixture.ts';
import { startLoginRig, type LoginRig } from '../login-rig/login-rig.fixture.ts';
import { eventually } from '../patience.fixture.ts';
import { playKServe } from './kserve.fixture.ts';
import { startJupyter, startModel, type PlayedModel } from './model-and-notebook.fixture.ts';
import { sendKServe, sendRelease } from './release-objects.fixture.ts';

/** Milliseconds, after a reading that failed. */
const retryPause = 200;

/** Of the first user. */
export const namespace = 'kubeflow-user-example-com';

/** A cluster with Kubeflow's objects, and programs of this machine behind its gateway. */
export interface VerifyPlace {
  readonly cluster: SandboxCluster;
  readonly client: KubernetesClient;
  readonly wish: LoginWish;
  readonly rig: LoginRig;
  readonly pipelines: PipelinesServer;
  readonly model: PlayedModel;
  /** Adds KServe, which the cluster does not have at first. */
  addKServe(): Promise<void>;
  close(): Promise<void>;
}

export async function openVerifyPlace(): Promise<VerifyPlace> {
  const ending: (() => Promise<unknown>)[] = [];
  const directory = await mkdtemp(join(tmpdir(), 'mla-verify-'));
  ending.push(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const port = await chooseFreePort();
  const podPorts = [{ namespace: 'istio-system', port: 8080, program: port }];
  // Rights of programs are not what these checks are about.
  const switches = { rights: 'ignored' } as const;
  const cluster = await startSandboxCluster({ name: 'verify', directory, podPorts, switches });
  ending.push(() => cluster.stop());
  const client = createKubernetesClient(cluster.access);
  ending.push(() => client.close());
  const { objects, email, password } = await loginRelease({}, ['pipelines', 'notebooks', 'kserve']);
  await sendRelease(client, objects);
  await eventually(async () => isReady(client));
  const pipelines = await startPipelinesServer({ mayUse: (user, where) => user === email && where === namespace });
  const jupyter = await startJupyter(`/notebook/${namespace}/${madeName}/`);
  const model = await startModel(madeName);
  const behind = new Map([
    ['kubeflow/ml-pipeline-ui', pipelines.port],
    [`${namespace}/${madeName}`, jupyter.port],
    [`${namespace}/${madeName}-predictor`, model.port],
  ]);
  const rig = await startLoginRig({ objects: await objectsOfCluster(client), port, behind });
  ending.push(() => Promise.all([pipelines, jupyter, model, rig].map((one) => one.stop())));
  const stop = new AbortController();
  const playing: Promise<unknown>[] = [followServices(client, rig, stop.signal)];
  ending.push(async () => {
    stop.abort();
    await Promise.allSettled(playing);
  });
  return {
    cluster,
    client,
    wish: { email, password },
    rig,
    pipelines,
    model,
    addKServe: async () => {
      await sendKServe(client, objects);
      playing.push(playKServe(client, stop.signal));
    },
    close: async () => {
      for (const end of ending.toReversed()) await end();
    },
  };
}

async function isReady(client: KubernetesClient): Promise<boolean> {
  const account = await client.get(builtInTypes.serviceAccount, { namespace, name: 'default-editor' });
  const gateway = await client.get<KubernetesObject & { status?: { readyReplicas?: number } }>(
    builtInTypes.deployment,
    { namespace: 'istio-system', name: 'istio-ingressgateway' },
  );
  return account !== undefined && (gateway?.status?.readyReplicas ?? 0) > 0;
}

/** Tells the gateway of Services and routes that come and go, as istiod does. */
async function followServices(client: KubernetesClient, rig: LoginRig, signal: AbortSignal): Promise<void> {
  const [routes] = (await client.discover('networking.istio.io/v1')).filter(({ kind }) => kind === 'VirtualService');
  if (routes === undefined) throw new Error('there are no VirtualServices');
  // One reading at a time: an older one that ends later would take back what a newer one has told.
  const changes = { seen: 0, told: 0 };
  let telling = false;
  const follow = async (): Promise<void> => {
    changes.seen += 1;
    if (telling) return;
    telling = true;
    while (changes.told < changes.seen && !signal.aborted) {
      const { seen } = changes;
      const objects = await objectsOfCluster(client).catch(() => undefined);
      if (objects === undefined) {
        await pause(retryPause);
        continue;
      }
      rig.change(objects);
      changes.told = seen;
    }
    telling = false;
  };
  const onChange = (): void => void follow();
  await client.observe(routes, { signal, namespace, onList: onChange, onChange });
}
