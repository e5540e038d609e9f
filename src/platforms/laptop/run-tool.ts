import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { type ProgramEnd, type ProgramLine, runProgram } from '../../programs/run-program.ts';
import { forgetProcess, prepareFiles, recordProcess } from './cluster-files.ts';
import type { ClusterFiles, ToolCall } from './tool.ts';

/** One run of a tool for a cluster. */
export interface ToolRun {
  readonly path: string;
  readonly call: ToolCall;
  readonly files: ClusterFiles;
  /** `create`, `delete`: names the log. */
  readonly action: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly timeout: number;
  readonly onLine?: (line: ProgramLine) => void;
}

/** How it ended, its last lines, and where all of them are. */
export interface ToolEnd extends ProgramEnd {
  readonly lines: readonly ProgramLine[];
  readonly log: string;
}

/** The last lines tell what went wrong. */
const keptLines = 400;

/** Where the output of a tool's action is kept. */
export function logOf(files: ClusterFiles, action: string): string {
  return join(files.directory, 'logs', `${action}.log`);
}

/** Runs a tool with a kubeconfig of its own, and keeps its whole output in a log. Rejects with an AbortError after an abort. */
export async function runTool(run: ToolRun): Promise<ToolEnd> {
  const { path, call, files, action, environment, signal, timeout, onLine } = run;
  await prepareFiles(files);
  for (const [file, content] of Object.entries(call.files ?? {})) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o644 });
  }
  const log = logOf(files, action);
  await mkdir(dirname(log), { recursive: true, mode: 0o700 });
  const written = createWriteStream(log, { flags: 'a', mode: 0o600 });
  await once(written, 'open');
  written.on('error', () => undefined);
  written.write(`# ${new Date().toISOString()} ${path} ${call.args.join(' ')}\n`);
  const lines: ProgramLine[] = [];
  let recorded: Promise<void> | undefined;
  try {
    const end = await runProgram({
      file: path,
      args: call.args,
      environment: { ...environment, ...call.environment, KUBECONFIG: files.kubeconfig },
      directory: files.directory,
      signal,
      timeout,
      maximumOutput: 64 * 1024 * 1024,
      onStart: (processId) => {
        recorded = recordProcess(files, processId);
      },
      onLine: (line) => {
        written.write(`${line.text}\n`);
        lines.push(line);
        if (lines.length > keptLines) lines.shift();
        onLine?.(line);
      },
    });
    return { ...end, lines, log };
  } finally {
    await new Promise<void>((resolve) => written.end(() => resolve()));
    await recorded?.catch(() => undefined);
    await forgetProcess(files);
  }
}
