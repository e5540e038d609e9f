import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ProgramCall } from './run-program.ts';

/** Starts a program that outlives this process, and waits until it runs. Rejects if it cannot start. */
export async function launchProgram({ file, args }: Pick<ProgramCall, 'file' | 'args'>): Promise<void> {
  const child = spawn(file, args, { stdio: 'ignore', detached: true });
  await once(child, 'spawn');
  child.unref();
}
