import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { MlaError } from '../../src/errors/error.ts';
import { guardProcess } from './guard.ts';
import type { ControlPlaneBinary, ProgramName } from '../binary.ts';

/** One running program of the control plane. */
export interface SandboxProcess {
  readonly program: ProgramName;
  readonly pid: number;
  readonly log: string;
  /** Resolves with `sandbox.processEnded` when it ends without having been told to; never otherwise. */
  readonly failed: Promise<MlaError>;
  /** The last line of its log, for messages. */
  lastLine(): Promise<string>;
  /** SIGTERM, or SIGKILL at once; SIGKILL in any case after `graceMs`. Resolves when it is gone. */
  stop(options?: { kill?: boolean; graceMs?: number }): Promise<void>;
}

export interface ProgramStart {
  readonly program: ProgramName;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** File that its output is appended to. */
  readonly log: string;
}

/** Starts a program tied to this process by its standard input. */
export async function startProgram(binary: ControlPlaneBinary, start: ProgramStart): Promise<SandboxProcess> {
  const { file, leading } = binary.command(start.program);
  const output = await open(start.log, 'a', 0o600);
  const child = spawn(file, [...leading, ...start.arguments], {
    // Nothing of the surroundings but what Go programs need: no proxy settings, no credentials.
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TMPDIR: process.env['TMPDIR'],
      ...start.environment,
      MLA_END_WITH_STDIN: '1',
    },
    stdio: ['pipe', output.fd, output.fd],
  });
  await output.close();
  const lastLine = (): Promise<string> => readLastLine(start.log);
  let stopping = false;
  const exit = exitOf(child);
  const failed = new Promise<MlaError>((resolve) => {
    void exit.then(async (how) => {
      if (!stopping)
        resolve(
          new MlaError('sandbox.processEnded', {
            process: start.program,
            exit: how,
            log: start.log,
            lastLine: await lastLine(),
          }),
        );
    });
  });
  child.stdin?.on('error', () => undefined);
  if (child.pid === undefined) throw await failed;
  if (!binary.endsWithStdin) guardProcess(child.pid, exit);
  return {
    program: start.program,
    pid: child.pid ?? 0,
    log: start.log,
    failed,
    lastLine,
    stop: async ({ kill = false, graceMs = 5000 } = {}) => {
      stopping = true;
      child.kill(kill ? 'SIGKILL' : 'SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exit;
      clearTimeout(timer);
    },
  };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? String(code)));
  });
}

async function readLastLine(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').at(-1) ?? '';
}
