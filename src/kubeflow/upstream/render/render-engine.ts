import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runProgram, type ProgramEnd } from '../../../programs/run-program.ts';

/** A program that renders kustomizations, found on this machine. */
export interface RenderEngine {
  /** For people, with its version: `kustomize 5.8.1`. */
  readonly title: string;
  readonly file: string;
  /** Arguments that come before the folder to render. */
  readonly leading: readonly string[];
}

/** kustomize 5.0 to 5.2 fail on patches with several documents; 5.3 and newer render the same bytes. */
export const leastKustomize = '5.3.0';

/** A program that may be an engine, and how it tells the version of its kustomize. */
interface Candidate {
  readonly name: string;
  readonly file: string;
  readonly leading: readonly string[];
  readonly versionArgs: readonly string[];
}

/** A `kubectl` that is built in, as the sandbox's control plane has one. */
export interface BundledKubectl {
  readonly file: string;
  readonly leading: readonly string[];
}

/**
 * The first engine that is new enough: `kustomize` or `kubectl` on the PATH,
 * then the kubectl that came with a control plane. `tooOld` names those that
 * are there and cannot be used.
 */
export async function findRenderEngine(options: {
  path: string;
  bundled?: BundledKubectl;
  signal?: AbortSignal;
}): Promise<{ engine?: RenderEngine; tooOld: string[] }> {
  const { path, bundled, signal } = options;
  const tooOld: string[] = [];
  for (const { name, file, leading, versionArgs } of await listCandidates(path, bundled)) {
    const end = await runProgram({
      file,
      args: versionArgs,
      environment: {},
      timeout: 20_000,
      maximumOutput: 1024 * 1024,
      ...(signal === undefined ? {} : { signal }),
    });
    const version = kustomizeVersion(end);
    if (version === undefined) continue;
    const title = name === 'kustomize' ? `kustomize ${version}` : `${name} (kustomize ${version})`;
    if (isAtLeast(version, leastKustomize)) return { engine: { title, file, leading }, tooOld };
    tooOld.push(title);
  }
  return { tooOld };
}

async function listCandidates(path: string, bundled: BundledKubectl | undefined): Promise<Candidate[]> {
  const kustomize = await findOnPath('kustomize', path);
  const kubectl = await findOnPath('kubectl', path);
  return [
    ...(kustomize === undefined
      ? []
      : [{ name: 'kustomize', file: kustomize, leading: ['build'], versionArgs: ['version'] }]),
    ...(kubectl === undefined ? [] : [kubectlCandidate('kubectl', { file: kubectl, leading: [] })]),
    ...(bundled === undefined ? [] : [kubectlCandidate("the sandbox's kubectl", bundled)]),
  ];
}

function kubectlCandidate(name: string, { file, leading }: BundledKubectl): Candidate {
  return {
    name,
    file,
    leading: [...leading, 'kustomize'],
    versionArgs: [...leading, 'version', '--client', '--output=json'],
  };
}

async function findOnPath(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((one) => one !== '')) {
    const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    if (await isProgram(file)) return file;
  }
  return undefined;
}

function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** From `v5.8.1`, from `{Version:kustomize/v5.0.1 …}` and from kubectl's JSON. */
function kustomizeVersion({ stdout, exitCode }: ProgramEnd): string | undefined {
  if (exitCode !== 0) return undefined;
  const text = stdout.toString('utf8');
  return (
    /"kustomizeVersion":\s*"v(\d+\.\d+\.\d+)/.exec(text)?.[1] ??
    /^\{?(?:Version:kustomize\/)?v(\d+\.\d+\.\d+)/.exec(text.trim())?.[1]
  );
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0;
}
