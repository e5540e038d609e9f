import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DemoSummary } from '../../src/cli/demo/summary.ts';

/** A demo in a process of its own, with a home of its own. */
export interface DemoProcess {
  readonly process: ChildProcess;
  /** All it has written to stdout so far. */
  readonly text: () => string;
  /** Resolves when stdout matches. Rejects when it ends before. */
  readonly says: (pattern: RegExp) => Promise<void>;
  readonly ended: Promise<{ readonly exitCode: number | null; readonly text: string; readonly errors: string }>;
}

/** Starts `mla demo` with stdout in a pipe: the bundled program where it fits the sources. */
export function startDemo(
  home: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): DemoProcess {
  const program = fileURLToPath(new URL('../../scripts/run-mla.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, 'demo', ...words], {
    env: { ...process.env, ...environment, MLA_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number | null, text, errors }));
  return {
    process: child,
    text: () => text,
    says: async (pattern) => {
      while (!pattern.test(text)) {
        const over = await Promise.race([once(child.stdout, 'data').then(() => false), ended.then(() => true)]);
        if (over && !pattern.test(text))
          throw new Error(`the demo ended without saying ${String(pattern)}: ${text}${errors}`);
      }
    },
    ended,
  };
}

/** The JSON object in the last line. */
export function summaryOf(text: string): DemoSummary {
  return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as DemoSummary;
}

/** Command lines of all processes that name a folder: what was started for it and still runs. Linux only. */
export async function processesNaming(folder: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(folder)).map((line) => line.replaceAll('\0', ' ').trim());
}
