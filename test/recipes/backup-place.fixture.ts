import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { RunEvent } from '../../src/api/run.ts';
import { createApiClient, type ApiClient } from '../../src/api/client.ts';
import { listRunEvents } from '../../src/cli/follow/list-run-events.ts';
import { builtProgram } from '../demo/built-program.fixture.ts';
import type { OpenLog } from '../kept-log.fixture.ts';
import { eventually } from '../patience.fixture.ts';
import type { Runner } from './follow-recipe.fixture.ts';
import { environmentOf, serve, type ServeProcess } from './place.fixture.ts';
import { openShell } from './shell.fixture.ts';

/** A machine that MLAnywhere moves to. */
export interface NextMachine {
  /** The address of a PostgreSQL server; the embedded database without one. */
  readonly databaseUrl?: string;
  /** How its owner gives the key: the file of the first machine, or its text as a variable. */
  readonly key: 'file' | 'variable';
}

/** Machines, one after the other. An install of the sample release begins on the first, and waits until `letGoOn`. */
export interface BackupPlace extends Runner {
  readonly directory: string;
  readonly cluster: SandboxCluster;
  /** Starts a server on the present machine, and waits until the install waits. */
  work(): Promise<void>;
  /** The present machine is gone. Commands run on another one from now on, which has the key and no data. */
  moveTo(machine: NextMachine): Promise<void>;
  /** What the install waits for happens. Gives the events of its run when it has succeeded. */
  letGoOn(): Promise<readonly RunEvent[]>;
  close(): Promise<void>;
}

/** A controller of the sample release, without which the last objects are not sent. */
const awaited = 'sample-ca-injection';
const dataOf = (home: string): string => join(home, '.local/share/mlanywhere');

export async function openBackupPlace(openLog: OpenLog): Promise<BackupPlace> {
  const root = await mkdtemp(join(tmpdir(), 'mla-backup-recipe-'));
  const directory = join(root, 'work');
  const ending: (() => Promise<unknown>)[] = [() => rm(root, { recursive: true, force: true, maxRetries: 5 })];
  const close = async (): Promise<void> => {
    for (const end of ending.splice(0).toReversed()) await end();
  };
  let count = 0;
  const machine = async (variables: Readonly<Record<string, string>>) => {
    const own = join(root, String((count += 1)));
    const home = join(own, 'home');
    await mkdir(home, { recursive: true });
    const environment = { ...(await environmentOf({ root: own, home })), ...variables };
    return { home, environment, shell: openShell({ directory, environment }) };
  };
  try {
    await mkdir(directory);
    await builtProgram();
    const cluster = await startSandboxCluster({ name: 'backup', directory: join(root, 'cluster') });
    ending.push(() => cluster.stop());
    cluster.switches.setController(awaited, { never: true });
    const first = await machine({});
    const keyFile = join(dataOf(first.home), 'secret.key');
    let now = first;
    let server: ServeProcess | undefined;
    let runId: string | undefined;
    const stop = async (): Promise<void> => {
      await server?.end();
      server = undefined;
    };
    ending.push(stop);
    const start = async (): Promise<ApiClient> => {
      server = await serve(now.environment, openLog('mla serve'));
      return createApiClient(await server.instance(now.home));
    };
    return {
      directory,
      cluster,
      run: (command, options) => now.shell.run(command, options),
      async work() {
        const api = await start();
        runId ??= await beginInstall(api, cluster);
        await untilItWaits(api, runId);
      },
      async moveTo({ databaseUrl, key }) {
        await stop();
        now = await machine({
          ...(databaseUrl !== undefined && { MLA_DATABASE_URL: databaseUrl }),
          ...(key === 'variable' && { MLA_SECRET_KEY: (await readFile(keyFile, 'utf8')).trim() }),
        });
        if (key === 'variable') return;
        await mkdir(dataOf(now.home), { recursive: true, mode: 0o700 });
        await copyFile(keyFile, join(dataOf(now.home), 'secret.key'));
      },
      async letGoOn() {
        cluster.switches.setController(awaited, undefined);
        const api = await start();
        const id = runId ?? '';
        await eventually(async () => (await api.call('getRun', { params: { id } })).state === 'succeeded');
        return eventsOf(api, id);
      },
      close,
    };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

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
  return runId;
}

/** All but the last objects are sent, by whichever attempt. */
async function untilItWaits(api: ApiClient, runId: string): Promise<void> {
  await eventually(async () => {
    const types = (await eventsOf(api, runId)).map(({ type }) => type);
    return types.lastIndexOf('wait.changed') > types.lastIndexOf('run.resumed');
  });
}

async function eventsOf(api: ApiClient, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of listRunEvents(api, runId, 0)) events.push(event);
  return events;
}
