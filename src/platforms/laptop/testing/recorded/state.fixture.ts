import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PodmanKind } from './podman-answers.fixture.ts';

/** A container of the recorded engine. */
export interface RecordedContainer {
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly binds: readonly string[];
  readonly image: string;
  readonly ports: readonly string[];
  /** `networks/NAME` and `volumes/NAME`. */
  readonly uses?: readonly string[];
  /** Its environment, `NAME=value`. */
  readonly variables?: readonly string[];
}

/** What the recorded engine says of itself. */
export interface RecordedEngine {
  readonly state: 'running' | 'stopped' | 'forbidden';
  readonly memory: number;
  readonly cpus: number;
  readonly rootless: boolean;
  readonly missingLimits: readonly string[];
  readonly runtimes: readonly string[];
  readonly operatingSystem: string;
  readonly podman: PodmanKind;
}

/** What goes wrong at the next creation. */
export type RecordedFault =
  | 'image-refused'
  | 'port-allocated'
  | 'disk-full'
  | 'hangs'
  | 'hangs-half-made'
  /** Hangs with a program of its own, and neither ends when it is asked to. */
  | 'ignores-the-end'
  | 'killed'
  | 'fails-half-made'
  /** The engine lists and removes no volumes. */
  | 'volumes-refused';

/** What the engine has besides containers. */
type Marked = 'networks' | 'volumes' | 'images';

/** Everything that the recorded programs share: files in one directory, so that separate processes see the same. */
export class RecordedState {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    for (const folder of ['containers', 'networks', 'volumes', 'images', 'written'])
      mkdirSync(join(directory, folder), { recursive: true });
  }

  /** Of the process that a recorded program runs in. */
  static ofProcess(): RecordedState {
    return new RecordedState(process.env['RECORDED_STATE'] ?? '');
  }

  get engine(): RecordedEngine {
    return {
      state: 'running',
      memory: 24 * 1024 ** 3,
      cpus: 8,
      rootless: false,
      missingLimits: [],
      runtimes: ['io.containerd.runc.v2', 'runc'],
      // What runs in a virtual machine has kernel settings of its own, which cannot be read from here.
      operatingSystem: 'Docker Desktop',
      podman: 'machine',
      ...this.#read<Partial<RecordedEngine>>('engine.json'),
    };
  }

  set engine(engine: Partial<RecordedEngine>) {
    this.#write('engine.json', { ...this.#read<Partial<RecordedEngine>>('engine.json'), ...engine });
  }

  get fault(): RecordedFault | undefined {
    return this.#read<{ fault?: RecordedFault }>('fault.json')?.fault;
  }

  set fault(fault: RecordedFault | undefined) {
    this.#write('fault.json', { ...(fault !== undefined && { fault }) });
  }

  /** Versions that the tools say they have. */
  get versions(): Readonly<Record<string, string>> {
    return this.#read('versions.json') ?? {};
  }

  set versions(versions: Readonly<Record<string, string>>) {
    this.#write('versions.json', versions);
  }

  /** The kubeconfig of the cluster behind every recorded cluster. */
  get kubeconfig(): string {
    return readFileSync(join(this.directory, 'kubeconfig'), 'utf8');
  }

  set kubeconfig(text: string) {
    writeFileSync(join(this.directory, 'kubeconfig'), text);
  }

  containers(): RecordedContainer[] {
    return readdirSync(join(this.directory, 'containers'))
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => this.#read<RecordedContainer>(`containers/${file}`) ?? []);
  }

  /** False if the name is taken. */
  addContainer(container: Omit<RecordedContainer, 'id' | 'running'>): boolean {
    if (this.containers().some(({ name }) => name === container.name)) return false;
    const id = randomUUID().replaceAll('-', '').padEnd(64, '0');
    this.#write(`containers/${container.name}.json`, { ...container, id, running: true });
    return true;
  }

  changeContainer(name: string, part: Partial<RecordedContainer>): void {
    const container = this.containers().find((candidate) => candidate.name === name || candidate.id === name);
    if (container !== undefined) this.#write(`containers/${container.name}.json`, { ...container, ...part });
  }

  removeContainer(nameOrId: string): void {
    const container = this.containers().find(({ name, id }) => name === nameOrId || id === nameOrId);
    if (container !== undefined) rmSync(join(this.directory, 'containers', `${container.name}.json`), { force: true });
  }

  mark(folder: Marked, name: string, labels: Readonly<Record<string, string>> = {}): void {
    this.#write(`${folder}/${encodeURIComponent(name)}`, { name, labels });
  }

  unmark(folder: Marked, name: string): void {
    rmSync(join(this.directory, folder, encodeURIComponent(name)), { force: true });
  }

  marks(folder: Marked): Pick<RecordedContainer, 'name' | 'labels'>[] {
    return readdirSync(join(this.directory, folder)).flatMap(
      (file) => this.#read<Pick<RecordedContainer, 'name' | 'labels'>>(`${folder}/${file}`) ?? [],
    );
  }

  marked(folder: Marked, name: string): boolean {
    return this.marks(folder).some((mark) => mark.name === name);
  }

  /** What a tool wrote into a node, by node and path. */
  recordWritten(node: string, path: string, content: string): void {
    this.#write(`written/${encodeURIComponent(`${node}:${path}`)}`, content);
  }

  written(node: string, path: string): string | undefined {
    return this.#read<string>(`written/${encodeURIComponent(`${node}:${path}`)}`);
  }

  recordCall(program: string, args: readonly string[]): void {
    const { KUBECONFIG, MINIKUBE_HOME, HTTP_PROXY, HTTPS_PROXY, NO_PROXY, KIND_EXPERIMENTAL_PROVIDER } = process.env;
    const environment = { KUBECONFIG, MINIKUBE_HOME, HTTP_PROXY, HTTPS_PROXY, NO_PROXY, KIND_EXPERIMENTAL_PROVIDER };
    const call = { program, args, environment, processId: process.pid };
    appendFileSync(join(this.directory, 'calls.jsonl'), `${JSON.stringify(call)}\n`);
  }

  calls(): RecordedCall[] {
    try {
      return readFileSync(join(this.directory, 'calls.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as RecordedCall);
    } catch {
      return [];
    }
  }

  #read<T>(file: string): T | undefined {
    try {
      return JSON.parse(readFileSync(join(this.directory, file), 'utf8')) as T;
    } catch {
      return undefined;
    }
  }

  /** Readers never see half a file. */
  #write(file: string, value: unknown): void {
    const target = join(this.directory, file);
    const temporary = `${target}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(value));
    renameSync(temporary, target);
  }
}

/** One call of a recorded program. */
export interface RecordedCall {
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly processId: number;
}
