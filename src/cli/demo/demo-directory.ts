import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lockDataDirectory, type DataDirectoryLock } from '../../runs/database/data-directory-lock.ts';
import { writePrivateFile } from '../server/write-private-file.ts';
import { processStart } from './process-start.ts';

const runFile = z.object({ runId: z.string(), release: z.string() });

const keptFile = z.object({ processId: z.int().positive(), start: z.string() });
/** Milliseconds. */
const endMayTake = 10_000;

/** What an interrupted demo left. */
export type UnfinishedDemo = z.infer<typeof runFile>;

/** The folder of a demo. The next demo resumes from it after a kill, or empties it. */
export interface DemoDirectory {
  readonly service: string;
  /** What the simulated platform keeps. */
  readonly platform: string;
  readonly kubeconfig: string;
  /** Undefined if the last demo ended normally, or there was none. */
  readonly unfinished: UnfinishedDemo | undefined;
  remember(run: UnfinishedDemo): Promise<void>;
  /** Marks the demo as finished, so that the next one starts empty. */
  forget(): Promise<void>;
  /** Process that an earlier demo left running on purpose (`--keep`). */
  keep(processId: number): Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the demo's folder for this process alone, ends what an earlier demo
 * kept running, and empties it unless that demo was killed in the middle.
 * Throws `database.inUse` when another demo runs.
 */
export async function openDemoDirectory(directory: string): Promise<DemoDirectory> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock: DataDirectoryLock = await lockDataDirectory(directory);
  const path = (name: string): string => join(directory, name);
  await endKept(path('kept.json'));
  const found = runFile.safeParse(await readJson(path('run.json')));
  if (!found.success)
    await Promise.all(
      ['service', 'platform', 'run.json', 'demo.kubeconfig'].map((name) =>
        rm(path(name), { recursive: true, force: true }),
      ),
    );
  return {
    service: path('service'),
    platform: path('platform'),
    kubeconfig: path('demo.kubeconfig'),
    unfinished: found.success ? found.data : undefined,
    remember: (run) => writePrivateFile(path('run.json'), JSON.stringify(run)),
    forget: () => rm(path('run.json'), { force: true }),
    keep: async (processId) =>
      writePrivateFile(path('kept.json'), JSON.stringify({ processId, start: await processStart(processId) })),
    release: () => lock.release(),
  };
}

/** Ends the process that was kept. One that only has its number now, as after a restart of the machine, is somebody else's. */
async function endKept(file: string): Promise<void> {
  const kept = keptFile.safeParse(await readJson(file));
  const isThere = async ({ processId, start }: z.infer<typeof keptFile>): Promise<boolean> =>
    (await processStart(processId)) === start;
  if (kept.success && (await isThere(kept.data))) {
    try {
      process.kill(kept.data.processId, 'SIGTERM');
    } catch {
      // It ended by itself.
    }
    for (const end = Date.now() + endMayTake; Date.now() < end && (await isThere(kept.data));)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await rm(file, { force: true });
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
