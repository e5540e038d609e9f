import { PassThrough, Readable } from 'node:stream';
import type { Environment } from '../../app/data-directory.ts';
import { runCli } from '../run-cli.ts';
import type { StartLocalService } from '../../app/start-local-service.ts';

/** What a command left behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TerminalOptions {
  readonly environment: Environment;
  readonly input?: string;
  /** Typed on a simulated terminal, in place of `input`. */
  readonly typed?: string;
  readonly signal?: AbortSignal;
  /** Called with everything that is written to stdout. */
  readonly onOutput?: (text: string) => void;
  readonly startLocalService?: StartLocalService;
}

/** Runs a command line as in a pipe, in this process; with `typed`, only what it reads comes from a terminal. */
export async function runInPipe(words: readonly string[], options: TerminalOptions): Promise<Outcome> {
  const {
    environment,
    input = '',
    typed,
    signal = new AbortController().signal,
    onOutput,
    startLocalService = refuse,
  } = options;
  let [stdout, stderr] = ['', ''];
  const exitCode = await runCli(words, {
    environment,
    stdin: typed === undefined ? Readable.from([input]) : terminalWith(typed),
    stdout: {
      write: (text) => {
        stdout += text;
        onOutput?.(text);
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
    signal,
    startLocalService,
  });
  return { exitCode, stdout, stderr };
}

function terminalWith(typed: string): Readable & { readonly isTTY: true } {
  const stdin = new PassThrough();
  stdin.write(typed);
  return Object.assign(stdin, { isTTY: true } as const);
}

const refuse: StartLocalService = () => Promise.reject(new Error('this test names its server'));
