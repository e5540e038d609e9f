import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lockDataDirectory, type DataDirectoryLock } from '../../runs/data-directory-lock.ts';
import { writePrivateFile } from '../write-private-file.ts';

const runFile = z.object({ runId: z.string(), release: z.string() });

/** What an earlier demo left behind unfinished. */
export type UnfinishedDemo = z.infer<typeof runFile>;

/** Where a demo keeps all it has, so that the next one can go on after a kill, or begin with nothing. */
export interface DemoDirectory {
  readonly service: string;
  readonly ccp: string;
  readonly kubeconfig: string;
  /** Undefined when the last demo ended by itself, or there was none. */
  readonly unfinished: UnfinishedDemo | undefined;
  remember(run: UnfinishedDemo): Promise<void>;
  /** The demo is over: the next one begins with nothing. */
  forget(): Promise<void>;
  /** Process that an earlier demo left running on purpose (`--keep`). */
  keep(processId: number): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the demo's folder for this process alone, ends what an earlier demo
 * kept running, and empties it unless that demo was killed in the middle.
 * Throws MLA-RUN-001 when another demo runs.
 */
export async function openDemoDirectory(directory: string): Promise<DemoDirectory> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock: DataDirectoryLock = await lockDataDirectory(directory);
  const path = (name: string): string => join(directory, name);
  await endKept(path('kept.json'));
  const found = runFile.safeParse(await readJson(path('run.json')));
  if (!found.success) await Promise.all(['service', 'ccp', 'run.json', 'demo.kubeconfig'].map((name) => rm(path(name), { recursive: true, force: true })));
  return {
    service: path('service'),
    ccp: path('ccp'),
    kubeconfig: path('demo.kubeconfig'),
    unfinished: found.success ? found.data : undefined,
    remember: (run) => writePrivateFile(path('run.json'), JSON.stringify(run)),
    forget: () => rm(path('run.json'), { force: true }),
    keep: (processId) => writePrivateFile(path('kept.json'), JSON.stringify({ processId })),
    release: () => lock.release(),
  };
}

async function endKept(file: string): Promise<void> {
  const kept = z.object({ processId: z.int().positive() }).safeParse(await readJson(file));
  if (!kept.success) return;
  try {
    process.kill(kept.data.processId, 'SIGTERM');
    while (isAlive(kept.data.processId)) await new Promise((resolve) => setTimeout(resolve, 50));
  } catch {
    // It ended by itself.
  }
  await rm(file, { force: true });
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
