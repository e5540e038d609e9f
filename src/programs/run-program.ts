import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import type { Secret } from '../secret.ts';
import { endGroup } from './end-group.ts';
import { watchMemory } from './watch-memory.ts';

/** A program and its arguments; never a shell. */
export interface ProgramCall {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly signal?: AbortSignal;
  /** Receives the process id, which is also the id of its process group, when the program has started. */
  readonly onStart?: (processId: number) => void;
  /** Milliseconds until it is killed. */
  readonly timeout: number;
  /** Receives each line of output, with secrets masked. */
  readonly onLine?: (line: ProgramLine) => void;
  /** Masked in the lines and in `stderr`. `stdout` is unchanged. */
  readonly secrets?: readonly Secret[];
  /** What it may write to standard output, in bytes. */
  readonly maximumOutput: number;
  /** Memory limit in bytes. A program above it is killed. Linux only: other systems do not report a process's memory here. */
  readonly maximumMemory?: number;
}

/** A line that a program has written. */
export interface ProgramLine {
  readonly from: 'stdout' | 'stderr';
  readonly text: string;
}

/** How a program ended. `error` says why there is no exit code. */
export interface ProgramEnd {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly exitCode?: number;
  readonly error?: string;
  /** The time limit in milliseconds, if that ended it. */
  readonly timedOutAfter?: number;
  /** Peak memory in bytes, if `maximumMemory` was given and the system reports it. */
  readonly peakMemory?: number;
}

const maximumErrorText = 64 * 1024;

/** Milliseconds for the last output of a program that was killed. A program of a group of its own can hold the output open for hours. */
const lastOutput = 1000;

/**
 * Runs a program to its end, in its own process group. If `signal` aborts, kills the group and rejects with an
 * AbortError. Any other failure, also a missing program, is in the result.
 */
export async function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  const {
    file,
    args,
    environment,
    directory,
    signal,
    timeout,
    maximumOutput,
    maximumMemory,
    onLine,
    onStart,
    secrets = [],
  } = call;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { ...environment },
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child.once('spawn', () => onStart?.(child.pid ?? 0));
    const stdout: Buffer[] = [];
    let size = 0;
    const stderr: Buffer[] = [];
    let errorSize = 0;
    const mask = (text: string): string =>
      secrets.reduce((rest, secret) => rest.replaceAll(secret.reveal(), '[secret]'), text);
    const tell = (from: ProgramLine['from']) => byLines((text) => onLine?.({ from, text: mask(text) }));
    const [outLines, errorLines] = [tell('stdout'), tell('stderr')];
    let error: string | undefined;
    let letGo: NodeJS.Timeout | undefined;
    const end = (why: string): void => {
      error ??= why;
      endGroup(child.pid);
      letGo ??= setTimeout(() => [child.stdout, child.stderr].forEach((output) => output.destroy()), lastOutput);
    };
    let timedOutAfter: number | undefined;
    const timer = setTimeout(() => {
      if (error === undefined) timedOutAfter = timeout;
      end(`it did not end within ${timeout / 1000} s`);
    }, timeout);
    const memory = watchMemory(child.pid, { maximum: maximumMemory, onTooMuch: end });
    const cancel = (): void => end('cancelled');
    signal?.addEventListener('abort', cancel, { once: true });
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > maximumOutput) end(`it wrote more than ${maximumOutput / 1024 / 1024} MiB`);
      else {
        stdout.push(part);
        outLines.write(part);
      }
    });
    child.stderr.on('data', (part: Buffer) => {
      errorLines.write(part);
      if (errorSize < maximumErrorText) stderr.push(part);
      errorSize += part.length;
    });
    const settle = (answer: Pick<ProgramEnd, 'exitCode' | 'error'>): void => {
      clearTimeout(timer);
      clearTimeout(letGo);
      const peakMemory = memory.end();
      signal?.removeEventListener('abort', cancel);
      if (signal?.aborted)
        reject(signal.reason instanceof Error ? signal.reason : new DOMException('Cancelled', 'AbortError'));
      else
        resolve({
          stdout: Buffer.concat(stdout),
          stderr: mask(Buffer.concat(stderr).toString('utf8')),
          ...answer,
          ...(timedOutAfter !== undefined && { timedOutAfter }),
          ...(peakMemory > 0 && { peakMemory }),
        });
    };
    child.once('error', (failure) => settle({ error: failure.message }));
    child.once('close', (code, killedBy) => {
      outLines.end();
      errorLines.end();
      const reason = error ?? (killedBy === null ? undefined : `it was ended by ${killedBy}`);
      settle(reason === undefined ? { exitCode: code ?? 0 } : { error: reason });
    });
  });
}

/** Splits bytes into lines. An unfinished line comes last. */
function byLines(tell: (line: string) => void): { write(part: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    write(part) {
      const lines = (rest + decoder.write(part)).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) tell(line);
    },
    end() {
      const last = rest + decoder.end();
      rest = '';
      if (last !== '') tell(last);
    },
  };
}
