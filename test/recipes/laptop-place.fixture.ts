import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { startSandboxCluster } from '../../sandbox/cluster.ts';
import {
  createRecordedMachine,
  type RecordedMachine,
  type RecordedProgram,
} from '../../src/platforms/laptop/testing/recorded-machine.fixture.ts';
import { builtProgram } from '../demo/built-program.fixture.ts';
import type { Runner } from './follow-recipe.fixture.ts';
import { openShell } from './shell.fixture.ts';

/** A laptop whose programs answer as recorded. The cluster that they create is a sandbox. */
export interface LaptopPlace extends Runner {
  readonly machine: RecordedMachine;
  close(): Promise<void>;
}

const launcher = join(import.meta.dirname, '../../mla');

/** The laptop of the reader of a page, with the file that the page says to write. */
export async function openLaptopPlace(page: string): Promise<LaptopPlace> {
  const machine = await createRecordedMachine([]);
  const [work, programs] = [join(machine.directory, 'work'), join(machine.directory, 'mla')];
  await Promise.all([work, programs, join(machine.directory, 'home')].map((folder) => mkdir(folder)));
  await builtProgram();
  await symlink(launcher, join(programs, 'mla'));
  const systemPrograms = await linkSystemPrograms(join(machine.directory, 'system-programs'));
  const text = await readFile(join(import.meta.dirname, '../../docs', page), 'utf8');
  await writeFile(join(work, 'laptop.yaml'), /```yaml\n(.*?)```/s.exec(text)?.[1] ?? '');
  const { XDG_CACHE_HOME = join(homedir(), '.cache'), MLA_RELEASE_PATH } = process.env;
  const shell = openShell({
    directory: work,
    environment: {
      ...machine.environment,
      PATH: [programs, machine.environment['PATH'], dirname(process.execPath), systemPrograms].join(':'),
      XDG_CACHE_HOME,
      MLA_RELEASE_PATH,
      LANG: 'C.UTF-8',
    },
  });
  return {
    machine,
    run: (command, options) => shell.run(command, options),
    close: async () => machine[Symbol.asyncDispose](),
  };
}

/** Links what a page's commands may call. The machine of the test may have an engine of its own: it is not the laptop's. */
async function linkSystemPrograms(folder: string): Promise<string> {
  await mkdir(folder);
  const laptopPrograms = /^(?:docker|podman|nerdctl|kind|k3d|minikube)/;
  const names = (await readdir('/usr/bin')).filter((name) => !laptopPrograms.test(name));
  await Promise.all(names.map((name) => symlink(join('/usr/bin', name), join(folder, name))));
  return folder;
}

/** Installs the programs, as the page says. */
export async function installPrograms({ machine }: LaptopPlace, tool: RecordedProgram): Promise<void> {
  await machine.install('docker');
  await machine.install(tool);
}

/** From now on, clusters of this machine are this sandbox. It ends with the place. */
export async function giveCluster(machine: RecordedMachine): Promise<() => Promise<void>> {
  const directory = join(machine.directory, 'cluster');
  const sandbox = await startSandboxCluster({ name: 'laptop', directory });
  machine.state.kubeconfig = sandbox.kubeconfig;
  return async () => {
    await sandbox.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
