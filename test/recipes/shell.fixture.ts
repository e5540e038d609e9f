import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { patience } from '../patience.fixture.ts';
import type { Ran, Runner, RunOptions } from './follow-recipe.fixture.ts';

/** A shell without a terminal, as a script has it. */
export interface Shell extends Runner {
  readonly environment: NodeJS.ProcessEnv;
}

export function openShell({
  directory,
  environment,
}: {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}): Shell {
  return {
    environment,
    run: async (command: string, { interruptAfter }: RunOptions = {}): Promise<Ran> => {
      // In place of the shell where Ctrl-C ends it: an interactive shell would stay and tell the program's exit code.
      const words = interruptAfter === undefined ? command : `exec ${command}`;
      // A process group of its own, so that Ctrl-C reaches all of it, as in a terminal.
      const child = spawn('sh', ['-ec', words], {
        cwd: directory,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      const signal = (name: NodeJS.Signals): void => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
      };
      const limit = setTimeout(() => signal('SIGKILL'), patience.work);
      let text = '';
      let isInterrupted = false;
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (piece) => {
          text += String(piece);
          const lines = text.split('\n').map((line) => line.trim());
          if (isInterrupted || interruptAfter?.every((one) => lines.some((line) => one.test(line))) !== true) return;
          isInterrupted = true;
          signal('SIGINT');
        });
      const [exitCode] = (await once(child, 'close')) as [number | null];
      clearTimeout(limit);
      return { exitCode, text };
    },
  };
}
