import { spawn } from 'node:child_process';

/** A program and its arguments; never a shell. */
export interface ProgramCall {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds until it is ended by force. */
  readonly timeout: number;
  /** Gets what it writes to standard error, as it comes. */
  readonly onErrorText?: (text: string) => void;
  /** What it may write to standard output, in bytes. */
  readonly maximumOutput: number;
}

/** How a program ended. `error` says why it gave no exit code, in words. */
export interface ProgramEnd {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly exitCode?: number;
  readonly error?: string;
}

const maximumErrorText = 64 * 1024;

/**
 * Runs a program to its end, in a process group of its own. Rejects with an
 * AbortError when `signal` aborts; the whole group has been ended then.
 * Everything else, a missing program included, is in the answer.
 */
export async function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  const { file, args, environment, directory, signal, timeout, maximumOutput, onErrorText } = call;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { ...environment },
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const stdout: Buffer[] = [];
    let size = 0;
    let stderr = '';
    let error: string | undefined;
    const end = (why: string): void => {
      error ??= why;
      endGroup(child.pid);
    };
    const timer = setTimeout(() => end(`it did not end within ${timeout / 1000} s`), timeout);
    const cancel = (): void => end('cancelled');
    signal?.addEventListener('abort', cancel, { once: true });
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      if (size > maximumOutput) end(`it wrote more than ${maximumOutput / 1024 / 1024} MiB`);
      else stdout.push(part);
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      onErrorText?.(part);
      if (stderr.length < maximumErrorText) stderr += part;
    });
    const settle = (answer: Pick<ProgramEnd, 'exitCode' | 'error'>): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      if (signal?.aborted)
        reject(signal.reason instanceof Error ? signal.reason : new DOMException('Cancelled', 'AbortError'));
      else resolve({ stdout: Buffer.concat(stdout), stderr, ...answer });
    };
    child.once('error', (failure) => settle({ error: failure.message }));
    child.once('close', (code, killedBy) => {
      const reason = error ?? (killedBy === null ? undefined : `it was ended by ${killedBy}`);
      settle(reason === undefined ? { exitCode: code ?? 0 } : { error: reason });
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
