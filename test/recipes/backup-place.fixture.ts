import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { RunEvent } from '../../src/api/run.ts';
import { createApiClient, type ApiClient } from '../../src/api/client.ts';
import { listRunEvents } from '../../src/cli/follow/list-run-events.ts';
import { builtProgram } from '../demo/built-program.fixture.ts';
import { eventually } from '../patience.fixture.ts';
import type { Runner } from './follow-recipe.fixture.ts';
import { environmentOf, serve } from './place.fixture.ts';
import { openShell } from './shell.fixture.ts';

/** Two machines: on the first, an install of the sample release is under way and waits; the second has nothing yet. */
export interface BackupPlace extends Runner {
  readonly directory: string;
  readonly cluster: SandboxCluster;
  readonly runId: string;
  /** The first machine is gone. Commands run on the second one from now on, which has the key. */
  moveToSecond(): Promise<void>;
  /** Lets what the install waited for happen. */
  letGoOn(): void;
  /** Events of the run, once it has ended, from a server of the second machine. */
  eventsAtEnd(): Promise<readonly RunEvent[]>;
  close(): Promise<void>;
}

/** The variables of a machine that say which database it uses; none for the embedded one. */
export type DatabaseChoice = Readonly<Record<string, string>>;

/** A controller of the sample release, without which the last objects are not sent. */
const awaited = 'sample-ca-injection';
const dataOf = (home: string): string => join(home, '.local/share/mlanywhere');

export async function openBackupPlace(choices: {
  readonly first: DatabaseChoice;
  readonly second: DatabaseChoice;
}): Promise<BackupPlace> {
  const root = await mkdtemp(join(tmpdir(), 'mla-backup-recipe-'));
  const directory = join(root, 'work');
  const ending: (() => Promise<unknown>)[] = [() => rm(root, { recursive: true, force: true, maxRetries: 5 })];
  const close = async (): Promise<void> => {
    for (const end of ending.splice(0).toReversed()) await end();
  };
  const machine = async (name: 'first' | 'second') => {
    const own = join(root, name);
    const home = join(own, 'home');
    await mkdir(home, { recursive: true });
    const environment = { ...(await environmentOf({ root: own, home })), ...choices[name] };
    return { home, environment, shell: openShell({ directory, environment }) };
  };
  try {
    await mkdir(directory);
    await builtProgram();
    const cluster = await startSandboxCluster({ name: 'backup', directory: join(root, 'cluster') });
    ending.push(() => cluster.stop());
    const first = await machine('first');
    const server = await serve(first.environment);
    ending.push(server.end);
    const api = createApiClient(await server.instance(first.home));
    cluster.switches.setController(awaited, { never: true });
    const runId = await beginInstall(api, cluster);
    let now = first;
    return {
      directory,
      cluster,
      runId,
      run: (command, options) => now.shell.run(command, options),
      async moveToSecond() {
        await server.end();
        now = await machine('second');
        if (choices.second['MLA_SECRET_KEY'] !== undefined) return;
        await mkdir(dataOf(now.home), { recursive: true, mode: 0o700 });
        await copyFile(join(dataOf(first.home), 'secret.key'), join(dataOf(now.home), 'secret.key'));
      },
      letGoOn: () => cluster.switches.setController(awaited, undefined),
      async eventsAtEnd() {
        const second = await serve(now.environment);
        try {
          const client = createApiClient(await second.instance(now.home));
          await eventually(async () => (await client.call('getRun', { params: { id: runId } })).state === 'succeeded');
          return await eventsOf(client, runId);
        } finally {
          await second.end();
        }
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

/** Begins an install, which waits once all but its last objects are sent. */
async function beginInstall(api: ApiClient, { kubeconfig }: SandboxCluster): Promise<string> {
  await api.call('saveConnection', { params: { name: 'here' }, body: { platform: 'existing', kubeconfig } });
  const { runId } = await api.call('applyInstallation', {
    body: {
      apiVersion: 'mlanywhere.dev/v1alpha1',
      kind: 'Installation',
      metadata: { name: 'demo' },
      spec: { cluster: { platform: 'existing', connection: 'here' }, kubeflow: { release: 'sample' } },
    },
  });
  await eventually(async () => (await eventsOf(api, runId)).some(({ type }) => type === 'wait.changed'));
  return runId;
}

async function eventsOf(api: ApiClient, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of listRunEvents(api, runId, 0)) events.push(event);
  return events;
}
