import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Stream } from 'node:stream';
import { findControlPlaneBinary } from '../../sandbox/binary.ts';
import { startSandboxCluster } from '../../sandbox/cluster.ts';
import { createApiClient, type ApiClient } from '../../src/api/client.ts';
import { type Instance, readInstance } from '../../src/cli/server/instance-file.ts';
import { startPipelinesServer } from '../../src/kubeflow/pipelines/testing/pipelines-server.fixture.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { chooseFreePort } from '../browser/fixtures/free-port.fixture.ts';
import { builtProgram } from '../demo/built-program.fixture.ts';
import { objectsOfCluster } from '../login-rig/login-objects.fixture.ts';
import { startLoginRig, type LoginRig } from '../login-rig/login-rig.fixture.ts';
import type { OpenLog } from '../kept-log.fixture.ts';
import { eventually } from '../patience.fixture.ts';
import type { Ran, RunOptions, Runner } from './follow-recipe.fixture.ts';
import { openShell } from './shell.fixture.ts';

/** What the pages of the documentation presuppose: `mla`, a server, and the installation `demo` with Kubeflow's login. */
export interface RecipePlace extends Runner {
  /** Where commands run; files that a page names are here. */
  readonly directory: string;
  /** The reader's home. */
  readonly home: string;
  readonly api: ApiClient;
  readonly cluster: KubernetesClient;
  /** Programs behind the gateway's port, with the settings of the cluster at the time of the last `followCluster`. */
  readonly rig: LoginRig;
  /** Programs of the login start again, with what is in the cluster now, as their pods do. */
  followCluster(): Promise<void>;
  close(): Promise<void>;
}

/** What `mla` is in a checkout. */
const launcher = join(import.meta.dirname, '../../mla');

/** The components that the installation of the pages has. */
const components = ['dashboard', 'dex', 'oauth2-proxy', 'user-profile'];

/** Who works where, for Kubeflow Pipelines. */
const namespaces: Readonly<Record<string, string>> = {
  'user@example.com': 'kubeflow-user-example-com',
  'zoe@example.com': 'zoe',
};

/**
 * Everything is a process of its own: the bundled program, its server, the control plane, and the programs of a login. The sandbox's
 * nodes do not say here that they are simulated, since the port of the gateway is answered: by the login rig. Where
 * Kubeflow Pipelines is installed, its API is played, and runs end when they are asked for the second time.
 */
export async function openRecipePlace(version: string, openLog: OpenLog): Promise<RecipePlace> {
  const root = await mkdtemp(join(tmpdir(), 'mla-recipes-'));
  const [directory, home] = [join(root, 'work'), join(root, 'home')];
  const ending: (() => Promise<unknown>)[] = [() => rm(root, { recursive: true, force: true, maxRetries: 5 })];
  const close = async (): Promise<void> => {
    for (const end of ending.splice(0).toReversed()) await end();
  };
  try {
    await Promise.all([directory, home].map((folder) => mkdir(folder)));
    await builtProgram();
    const port = await chooseFreePort();
    const podPorts = [{ namespace: 'istio-system', port: 8080, program: port }];
    const sandbox = await startSandboxCluster({ name: 'recipes', directory: join(root, 'cluster'), podPorts });
    ending.push(() => sandbox.stop());
    const cluster = createKubernetesClient(sandbox.access);
    ending.push(() => cluster.close());
    await callNodesReal(cluster);
    const shell = openShell({ directory, environment: await environmentOf({ root, home }) });
    const server = await serve(shell.environment, openLog('mla serve'));
    ending.push(server.end);
    const kubeconfig = join(directory, 'cluster.kubeconfig');
    await writeFile(kubeconfig, sandbox.kubeconfig);
    await writeFile(join(directory, 'demo.yaml'), installationFile(version));
    for (const command of [
      `mla connection add existing here --kubeconfig ${kubeconfig}`,
      'mla apply demo.yaml --follow',
    ]) {
      const { exitCode, text } = await shell.run(command);
      if (exitCode !== 0) throw new Error(`${command}: ${text}`);
    }
    const pipelines = await startPipelinesServer({ mayUse: (user, namespace) => namespaces[user] === namespace });
    ending.push(() => pipelines.stop());
    pipelines.course({ stepsPerLook: 100 });
    const behind = new Map([['kubeflow/ml-pipeline-ui', pipelines.port]]);
    const rig = await startLoginRig({ objects: await objectsOfCluster(cluster), port, behind });
    ending.push(() => rig.stop());
    const api = createApiClient(await server.instance(home));
    const place = { directory, home, api, cluster, rig, close };
    return {
      ...place,
      followCluster: async () => {
        rig.change(await objectsOfCluster(cluster));
        await Promise.all([rig.restart('dex'), rig.restart('oauth2-proxy')]);
      },
      run: async (command: string, options: RunOptions = {}): Promise<Ran> => {
        await noRun(api);
        return shell.run(command, options);
      },
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function callNodesReal(cluster: KubernetesClient): Promise<void> {
  const annotations = { 'sandbox.mlanywhere.dev/simulated': null };
  for (const { metadata } of await cluster.list(builtInTypes.node))
    await cluster.mergePatch(builtInTypes.node, { name: metadata.name }, { metadata: { annotations } });
}

function installationFile(version: string): string {
  return `apiVersion: mlanywhere.dev/v1alpha1
kind: Installation
metadata: { name: demo }
spec:
  cluster: { platform: existing, connection: here }
  kubeflow: { release: "${version}", components: [${components.join(', ')}] }
`;
}

/** A reader's machine: `mla` and kubectl on the PATH, a home of its own, no browser. What was downloaded before is shared. */
export async function environmentOf({ root, home }: { root: string; home: string }): Promise<NodeJS.ProcessEnv> {
  const programs = join(root, 'bin');
  await mkdir(programs);
  await symlink(launcher, join(programs, 'mla'));
  const { file, leading } = (await findControlPlaneBinary()).command('kubectl');
  const kubectl = `#!/bin/sh\nexec "${[file, ...leading].join('" "')}" "$@"\n`;
  await writeFile(join(programs, 'kubectl'), kubectl, { mode: 0o755 });
  await writeFile(join(programs, 'xdg-open'), '#!/bin/sh\n', { mode: 0o755 });
  const { PATH = '', MLA_RELEASE_PATH, XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env;
  return {
    PATH: [programs, dirname(process.execPath), PATH].join(':'),
    HOME: home,
    XDG_CACHE_HOME,
    MLA_RELEASE_PATH,
    LANG: 'C.UTF-8',
  };
}

/** `mla serve` as a process of its own. */
export interface ServeProcess {
  /** How the server of a home is reached. */
  instance(home: string): Promise<Instance>;
  end(): Promise<unknown>;
}

export async function serve(env: NodeJS.ProcessEnv, log: Stream): Promise<ServeProcess> {
  const child = spawn(launcher, ['serve', '--port', '0', '--json'], { env, stdio: ['ignore', 'pipe', log] });
  const ended = once(child, 'close');
  const failed = ended.then(() => Promise.reject(new Error('the server ended')));
  await Promise.race([once(child.stdout, 'data'), failed]);
  failed.catch(() => undefined);
  return {
    instance: async (home: string) => {
      const found = await readInstance(join(home, '.local/share/mlanywhere'));
      if (found === undefined) throw new Error('the server left no instance file');
      return found;
    },
    end: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** A reader types the next command when the last run is over. */
async function noRun(api: ApiClient): Promise<void> {
  await eventually(async () => {
    const { run } = await api.call('getInstallation', { params: { name: 'demo' } });
    return run === undefined || !['queued', 'running'].includes(run.state);
  });
}
