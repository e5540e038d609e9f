import { load } from 'js-yaml';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { watchedKinds } from '../../sandbox/simulation/kinds.ts';
import { MlaError } from '../../src/errors/error.ts';
import { readVolumeFiles } from '../../src/kubeflow/demo-content/demo-files.ts';
import { demoName, type DemoPlace } from '../../src/kubeflow/demo-content/demo-names.ts';
import { installDemo, type DemoWish, type InstalledDemo } from '../../src/kubeflow/demo-content/install-demo.ts';
import { lookAtDemo } from '../../src/kubeflow/demo-content/look-at-demo.ts';
import { workspaceType } from '../../src/kubeflow/demo-content/ide/workspace-ide.ts';
import { removeDemo } from '../../src/kubeflow/demo-content/remove-demo.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../src/kubernetes/objects/object.ts';
import { eventually } from '../patience.fixture.ts';
import { demoNamespace as namespace, hasRelease, startDemoCluster, type DemoCluster } from './demo-cluster.fixture.ts';
import { hasWorkspaces, workspaceDefinitions, workspaceKind } from './workspace-kinds.fixture.ts';

const { signal } = new AbortController();
const key = { namespace, name: demoName };
const fullImage = 'ghcr.io/kubeflow/kubeflow/notebook-servers/jupyter-tensorflow-full:v1.11.0';

interface Pod {
  readonly containers: readonly {
    readonly name: string;
    readonly image: string;
    readonly resources: { readonly limits: Readonly<Record<string, string>> };
  }[];
  readonly tolerations: readonly object[];
}

interface Holder extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
  readonly spec: { readonly template: { readonly spec: Pod } };
}

describe.runIf(hasRelease)('The demo content, on a real API server with the release’s notebooks', () => {
  let cluster: DemoCluster;
  let place: DemoPlace;
  /** Everything that is there without a demo. */
  let before: string[];

  beforeAll(async () => {
    cluster = await startDemoCluster();
    place = { client: cluster.client, installation: 'demo', namespace, signal };
    const controller = { namespace: 'kubeflow', name: 'notebook-controller-deployment' };
    await eventually(async () => {
      const { status } = { ...(await cluster.client.get(builtInTypes.deployment, controller)) } as {
        status?: { availableReplicas?: number };
      };
      return status?.availableReplicas === 1;
    });
    before = [...(await cluster.listAll()), ...stored()];
  });
  afterAll(() => cluster.stop());
  beforeEach(() => {
    cluster.pipelinesServer.course({});
    cluster.sandbox.switches.setAll({ ...cluster.sandbox.switches.settings, controllers: {}, workloads: {} });
  });

  const install = (wish: Partial<DemoWish> = {}, at: Partial<DemoPlace> = {}): Promise<InstalledDemo> =>
    installDemo(
      { ...place, ...at },
      { framework: 'tensorflow', gpu: false, pipelines: cluster.pipelines, everyMilliseconds: 20, ...wish },
    );

  /** What Kubeflow Pipelines keeps. */
  function stored(): string[] {
    return Object.entries(cluster.pipelinesServer.names()).flatMap(([kind, names]) =>
      names.map((name) => `${kind} ${name}`),
    );
  }

  const get = <Kind extends KubernetesObject = Holder>(type: ResourceType): Promise<Kind | undefined> =>
    cluster.client.get<Kind>(type, key);

  const refusal = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'done',
      (thrown: unknown) => (thrown instanceof MlaError ? `${thrown.key}: ${thrown.message}` : String(thrown)),
    );

  /** Removes the demo, and waits until the garbage collector and the provisioner have followed. */
  async function removeWithoutTrace(): Promise<void> {
    await removeDemo(place, { pipelines: cluster.pipelines });
    await eventually(async () => {
      const now = [...(await cluster.listAll()), ...stored()];
      expect(now).toEqual(before);
      return true;
    });
  }

  test('a notebook server, its volume with all files, and a run of the pipeline to its end', async () => {
    const seen: string[] = [];
    const installed = await install({
      onProgress: (part, state) => {
        const line = `${part}: ${state}`;
        if (seen.at(-1) !== line) seen.push(line);
      },
    });
    expect(installed).toMatchObject({
      namespace,
      variant: 'TensorFlow',
      image: fullImage,
      ide: { kind: 'Notebook', path: `/notebook/${namespace}/${demoName}/` },
      run: { state: 'SUCCEEDED' },
    });
    expect(installed.run?.steps.map(({ name, state }) => `${name} ${state}`)).toEqual(
      ['make-data', 'train', 'evaluate', 'gate', 'register'].map((name) => `${name} SUCCEEDED`),
    );
    expect(installed.run?.path).toBe(`/_/pipeline/?ns=${namespace}#/runs/details/${installed.run?.id}`);
    expect(seen).toEqual(
      expect.arrayContaining([
        'volume: the files are being copied',
        'volume: ready',
        'ide: ready',
        'pipeline: SUCCEEDED',
      ]),
    );
    const data = (await get(builtInTypes.configMap))?.data ?? {};
    expect(Object.values(data).toSorted()).toEqual([...(await readVolumeFiles()).values()].toSorted());
    expect([...(await readVolumeFiles()).keys()]).toEqual(
      expect.arrayContaining([
        'shapes-tensorflow.ipynb',
        'shapes-pytorch.ipynb',
        'shapes/data.py',
        'pipeline/pipeline.py',
      ]),
    );
    const notebook = await get(watchedKinds.notebooks.type);
    expect(notebook?.spec.template.spec.containers).toMatchObject([{ name: demoName, image: fullImage }]);
    const claim = await get<KubernetesObject>(builtInTypes.claim);
    expect(claim?.['status']).toMatchObject({ phase: 'Bound' });
  });

  test('installing again finds everything and makes nothing', async () => {
    const were = [await cluster.listAll(), cluster.pipelinesServer.names()];
    const status = await lookAtDemo(place, cluster.pipelines);
    const again = await install();
    expect(again.run?.id).toBe(status.run?.id);
    expect([await cluster.listAll(), cluster.pipelinesServer.names()]).toEqual(were);
    expect(status).toMatchObject({
      variant: 'TensorFlow',
      ide: { kind: 'Notebook', state: 'ready' },
      run: { state: 'SUCCEEDED' },
    });
  });

  test('another framework is refused as long as the demo is there', async () => {
    expect(await refusal(install({ framework: 'pytorch' }))).toBe(
      'demoContent.otherVariant: The demo is installed with TensorFlow; PyTorch was asked for.',
    );
  });

  test('removing it leaves no trace, and a second removal finds nothing', async () => {
    await removeWithoutTrace();
    expect(await removeDemo(place, { pipelines: cluster.pipelines })).toEqual([]);
    expect(await lookAtDemo(place, cluster.pipelines)).toEqual({
      namespace,
      variant: undefined,
      ide: undefined,
      run: undefined,
    });
  });

  test.each(['volume', 'ide', 'pipeline'] as const)(
    'interrupted at the %s: removing leaves no trace, and installing again continues',
    async (part) => {
      const interrupt = async (): Promise<void> => {
        const stop = new AbortController();
        const onProgress = (now: string): void => {
          if (now === part) stop.abort(new Error('Ctrl-C'));
        };
        expect(await refusal(install({ onProgress }, { signal: stop.signal }))).toMatch(/abort|Ctrl-C/);
      };
      await interrupt();
      await removeWithoutTrace();
      await interrupt();
      const runs = cluster.pipelinesServer.names();
      expect((await install()).run?.state).toBe('SUCCEEDED');
      if (part === 'pipeline') expect(cluster.pipelinesServer.names()).toEqual(runs);
      await removeWithoutTrace();
    },
  );

  test('with a GPU: the image for GPUs, its limit and toleration for server, copy and training', async () => {
    const { image, variant } = await install({ gpu: true, framework: 'pytorch' });
    expect([image, variant]).toEqual([
      'ghcr.io/kubeflow/kubeflow/notebook-servers/jupyter-pytorch-cuda-full:v1.11.0',
      'PyTorch with nvidia.com/gpu',
    ]);
    for (const type of [watchedKinds.notebooks.type, builtInTypes.job]) {
      const pod = (await get(type))?.spec.template.spec;
      expect(pod?.containers[0]?.resources.limits['nvidia.com/gpu'], type.kind).toBe('1');
      expect(pod?.tolerations).toEqual([{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]);
    }
    await removeWithoutTrace();
  });

  test('a step that fails is named with its reason; the next installation starts a new run', async () => {
    cluster.pipelinesServer.course({ failing: { task: 'gate', reason: '94.9% of new images' } });
    expect(await refusal(install())).toBe(
      'demoContent.runFailed: The run of the demo’s pipeline is FAILED. Step that failed: gate. Reason: 94.9% of new images.',
    );
    cluster.pipelinesServer.course({});
    expect((await install()).run?.state).toBe('SUCCEEDED');
    await removeWithoutTrace();
  });

  test('an image that cannot be pulled is said while it waits, and in the error', async () => {
    cluster.sandbox.switches.setWorkload(`${namespace}/${demoName}`, { trouble: 'ImagePullBackOff' });
    const seen = new Set<string>();
    const told = (): boolean =>
      [...seen].some((state) => /image/i.test(state) && state !== 'the files are being copied');
    const stop = new AbortController();
    const onProgress = (_: string, state: string): void => {
      seen.add(state);
      if (told()) stop.abort(new Error('told'));
    };
    expect(await refusal(install({ onProgress }, { signal: stop.signal }))).toMatch(/abort|told/);
    expect(await refusal(install({ patienceSeconds: 0 }))).toMatch(
      /^demoContent\.notReady: The volume of the demo in .* after 0 s: .*image/i,
    );
    await removeWithoutTrace();
  });

  test('an object of somebody else is not touched', async () => {
    const theirs = { apiVersion: 'v1', kind: 'ConfigMap', metadata: key, data: { work: 'theirs' } };
    await cluster.create(theirs);
    expect(await refusal(install())).toMatch(/^demoContent\.nameTaken: The demo needs the name ConfigMap /);
    await removeDemo(place, { pipelines: cluster.pipelines });
    expect((await get(builtInTypes.configMap))?.data).toEqual({ work: 'theirs' });
    await cluster.client.delete(builtInTypes.configMap, key);
    await removeWithoutTrace();
  });

  test('without Kubeflow Pipelines there is a notebook server and no run', async () => {
    expect((await install({ pipelines: undefined })).run).toBeUndefined();
    await removeWithoutTrace();
  });

  test.runIf(hasWorkspaces)(
    'a cluster with Workspaces gets one instead, from the lists of its kind, with the same volume',
    async () => {
      await cluster.create(...(await workspaceDefinitions()));
      await cluster.create(workspaceKind);
      /** In place of the controller of Workspaces: the Workspace runs. */
      const installWorkspace = async (wish: Partial<DemoWish> = {}): Promise<InstalledDemo> => {
        const installing = install({ ...wish, patienceSeconds: 60 });
        installing.catch(() => undefined);
        await Promise.race([installing, eventually(() => get(workspaceType))]);
        await cluster.client.mergePatch(workspaceType, { ...key, subresource: 'status' }, { status });
        return installing;
      };
      const installed = await installWorkspace();
      expect(installed).toMatchObject({
        image: 'registry.example/jupyter-tensorflow:v2',
        ide: { kind: 'Workspace', path: `/workspace/connect/${namespace}/${demoName}/jupyterlab/` },
      });
      expect((await get<KubernetesObject>(workspaceType))?.['spec']).toMatchObject({
        kind: 'jupyterlab',
        podTemplate: { options: { imageConfig: 'tensorflow', podConfig: 'small' }, volumes: { home: demoName } },
      });
      expect((await get<KubernetesObject>(builtInTypes.claim))?.metadata.labels).toHaveProperty(
        'notebooks.kubeflow.org/can-mount',
        'true',
      );
      expect(await lookAtDemo(place, undefined)).toMatchObject({ ide: { kind: 'Workspace', state: 'ready' } });
      await removeDemo(place, { pipelines: cluster.pipelines });
      await installWorkspace({ gpu: true });
      expect((await get<KubernetesObject>(workspaceType))?.['spec']).toMatchObject({
        podTemplate: { options: { imageConfig: 'tensorflow-cuda', podConfig: 'gpu' } },
      });
      await removeDemo(place, { pipelines: cluster.pipelines });
      expect((await install({ framework: 'pytorch' })).ide.kind, 'the kind has no PyTorch').toBe('Notebook');
      await removeDemo(place, { pipelines: cluster.pipelines });
    },
  );
});

/** As the controller of Workspaces reports one that runs. */
const status = {
  activity: { lastActivity: 0, lastUpdate: 0 },
  pauseTime: 0,
  pendingRestart: false,
  podTemplateOptions: { imageConfig: {}, podConfig: {} },
  podTemplatePod: { name: '', nodeName: '', containers: [], initContainers: [] },
  state: 'Running',
  stateMessage: 'Workspace is running',
};

test('the pipeline has the image and the accelerator of the cluster', async () => {
  const { readPipeline } = await import('../../src/kubeflow/demo-content/demo-files.ts');
  const text = await readPipeline({ image: 'registry.example/own:1', accelerator: 'amd.com/gpu' });
  const [pipeline = ''] = text.split('\n---\n');
  const { deploymentSpec } = load(pipeline) as {
    deploymentSpec: {
      executors: Record<string, { container: { image: string; resources: { accelerator?: object } } }>;
    };
  };
  const containers = Object.values(deploymentSpec.executors).map(({ container }) => container);
  expect(new Set(containers.map(({ image }) => image))).toEqual(new Set(['registry.example/own:1']));
  expect(containers.flatMap(({ resources }) => resources.accelerator ?? [])).toMatchObject([
    { resourceType: 'amd.com/gpu' },
  ]);
});
