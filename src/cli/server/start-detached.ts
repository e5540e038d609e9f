import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { fromReport, MlaError, type ErrorReport } from '../../errors/error.ts';
import { keyOf } from '../../errors/registry.ts';
import type { Environment } from '../../app/data-directory.ts';
import { makeFolders } from '../../runs/database/make-folders.ts';

export interface DetachedCommand {
  /** The command line after `mla`, without --json. */
  readonly words: readonly string[];
  /** What it writes to stderr. */
  readonly logFile: string;
  readonly environment: Environment;
}

/** Starts a command in the background and returns the first line of JSON that it prints. Throws the error of a command that ends first. */
export async function startDetached({ words, logFile, environment }: DetachedCommand): Promise<unknown> {
  await makeFolders(dirname(logFile), 0o700);
  const log = await open(logFile, 'w', 0o600);
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  try {
    const child = spawn(process.execPath, [main, ...words, '--json'], {
      detached: true,
      stdio: ['ignore', 'pipe', log.fd],
      env: { ...environment },
    });
    const { stdout } = child;
    if (stdout === null) throw new MlaError('general.unforeseen', { reason: 'the background process has no output' });
    const lines = createInterface({ input: stdout });
    const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => undefined)]);
    if (first === undefined) throw await readFailure(logFile);
    lines.close();
    stdout.destroy();
    child.unref();
    return JSON.parse(String(first[0]));
  } finally {
    await log.close();
  }
}

async function readFailure(logFile: string): Promise<Error> {
  const last = (await readFile(logFile, 'utf8')).trim().split('\n').at(-1) ?? '';
  try {
    const { error } = JSON.parse(last) as { error: ErrorReport };
    if (keyOf(error.code) !== undefined) return fromReport(error);
  } catch {
    // Not one of our errors: report the text itself.
  }
  return new MlaError('general.unforeseen', { reason: last });
}
