import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MlaError } from '../../../errors/error.ts';
import type { RenderedFile } from '../../release/build-release.ts';
import type { RenderEngine } from './render-engine.ts';
import { runProgram } from '../../../programs/run-program.ts';
import type { SourceTree } from '../source/source-tree.ts';

/** KServe, the largest, renders in 5 s and 0.4 GB on two cores. */
/** `memory` in MiB: Go's collector works harder from there on; a quarter more ends the program. */
const limits = { milliseconds: 5 * 60_000, outputBytes: 128 * 1024 * 1024, memory: 1500, atOnce: 2 };

/** Writes the files of a source below `folder`. Links are left out: no component reads one. */
export async function writeSource(tree: SourceTree, folder: string): Promise<void> {
  const made = new Set<string>();
  for (const [path, { content, mode }] of tree) {
    if (mode === '120000') continue;
    const file = join(folder, path);
    const parent = dirname(file);
    if (!made.has(parent)) {
      await mkdir(parent, { recursive: true, mode: 0o700 });
      made.add(parent);
    }
    await writeFile(file, content, { mode: 0o600 });
  }
}

export interface Rendering {
  /** The folder that the source was written to. */
  readonly folder: string;
  /** Folders of components below it, in the order of the release. */
  readonly components: readonly string[];
  readonly engine: RenderEngine;
  readonly onRendered: (component: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Renders each component by itself, two at once: in one go, names of one
 * component leak into another. The files are named by position and path, so
 * that their order is the release's. Throws `release.renderFailed` naming the
 * component, engine and first error line.
 */
export async function renderComponents(rendering: Rendering): Promise<RenderedFile[]> {
  const { components, signal } = rendering;
  const files: RenderedFile[] = [];
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const remaining = [...components.entries()];
  const work = async (): Promise<void> => {
    try {
      for (let next = remaining.shift(); next !== undefined; next = remaining.shift()) {
        const [index, component] = next;
        files[index] = {
          name: fileName(index, component),
          text: await render({ ...rendering, signal: either }, component),
        };
        rendering.onRendered(component);
      }
    } catch (error) {
      stop.abort();
      throw error;
    }
  };
  // The first failure counts; the others are only told to stop.
  const failures: unknown[] = [];
  await Promise.all(
    Array.from({ length: limits.atOnce }, () => work().catch((error: unknown) => failures.push(error))),
  );
  if (failures.length > 0) throw failures[0];
  return files;
}

/** `07-common_dex_overlays_oauth2-proxy.yaml`. */
function fileName(index: number, component: string): string {
  return `${String(index + 1).padStart(2, '0')}-${component.replaceAll('/', '_')}.yaml`;
}

async function render({ folder, engine, signal }: Rendering, component: string): Promise<string> {
  const end = await runProgram({
    file: engine.file,
    args: [...engine.leading, component],
    directory: folder,
    environment: confinement,
    signal,
    timeout: limits.milliseconds,
    maximumOutput: limits.outputBytes,
    maximumMemory: limits.memory * 1.25 * 1024 * 1024,
  });
  const text = end.stdout.toString('utf8');
  if (end.exitCode === 0 && text.trim() !== '') return text;
  const reason =
    end.error ??
    firstError(end.stderr) ??
    (end.exitCode === 0 ? 'it gave nothing' : `it ended with code ${end.exitCode ?? 'none'}`);
  throw new MlaError('release.renderFailed', { component, engine: engine.title, reason });
}

/** No home, no programs on the PATH (not even git), no network, and a memory limit for Go's collector. */
const confinement = {
  PATH: '',
  GOMEMLIMIT: `${limits.memory}MiB`,
  ...Object.fromEntries(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].map((name) => [name, 'http://127.0.0.1:9'])),
};

function firstError(stderr: string): string | undefined {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('# Warning'));
  return (lines.find((line) => /error/i.test(line)) ?? lines[0])?.slice(0, 500);
}
