import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createSurroundings } from '../surroundings.ts';
import { RecordedState } from './recorded/state.fixture.ts';

/** Programs that answer as the real ones do. */
export type RecordedProgram = 'docker' | 'podman' | 'kind' | 'k3d' | 'minikube';

export interface RecordedMachine extends AsyncDisposable {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly state: RecordedState;
  readonly environment: Readonly<Record<string, string>>;
  readonly surroundings: ReturnType<typeof createSurroundings>;
  /** Adds or removes a program. `path`: a real one. */
  install(program: string, path?: string): Promise<void>;
  /** The file of a program. */
  textOf(program: string): string;
  remove(program: string): Promise<void>;
}

/** A machine with these programs in PATH and nothing else of its kind. */
export async function createRecordedMachine(programs: readonly RecordedProgram[]): Promise<RecordedMachine> {
  const directory = await mkdtemp(join(tmpdir(), 'mla-machine-'));
  const bin = join(directory, 'bin');
  await mkdir(bin);
  const state = new RecordedState(join(directory, 'state'));
  state.kubeconfig = unreachableKubeconfig;
  const system = join(directory, 'system');
  await mkdir(system);
  // The only programs of this machine that MLAnywhere or kind may find.
  for (const name of ['ps', 'env']) await symlink(`/bin/${name}`, join(system, name));
  const environment = { PATH: `${bin}:${system}`, HOME: join(directory, 'home') };
  const textOf = (program: string): string => {
    const source = pathToFileURL(join(import.meta.dirname, 'recorded', `${program}.fixture.ts`)).href;
    // Each call is a process of its own: what it loads is compiled once.
    const cache = `require('node:module').enableCompileCache(${JSON.stringify(join(tmpdir(), 'mla-recorded-programs'))});`;
    const start = `${cache}\nprocess.env.RECORDED_STATE = ${JSON.stringify(state.directory)};\nimport(${JSON.stringify(source)});\n`;
    return `#!${process.execPath}\n${start}`;
  };
  const install = async (program: string, path?: string): Promise<void> => {
    if (path !== undefined) return symlink(path, join(bin, program));
    await writeFile(join(bin, program), textOf(program));
    await chmod(join(bin, program), 0o755);
    return undefined;
  };
  for (const program of programs) await install(program);
  return {
    directory,
    dataDirectory: join(directory, 'data'),
    state,
    environment,
    surroundings: createSurroundings(environment),
    install,
    textOf,
    remove: (program) => rm(join(bin, program), { force: true }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

const unreachableKubeconfig = `apiVersion: v1
kind: Config
current-context: recorded
clusters:
- name: recorded
  cluster:
    server: https://127.0.0.1:1
users: [{ name: recorded, user: { token: recorded } }]
contexts: [{ name: recorded, context: { cluster: recorded, user: recorded } }]
`;
