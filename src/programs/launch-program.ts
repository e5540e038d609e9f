import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ProgramCall } from './run-program.ts';

/** Starts a program that stays when this one ends, and waits only until it runs. Rejects when it cannot be started. */
export async function launchProgram({ file, args }: Pick<ProgramCall, 'file' | 'args'>): Promise<void> {
  const child = spawn(file, args, { stdio: 'ignore', detached: true });
  await once(child, 'spawn');
  child.unref();
}
