import { spawn } from 'node:child_process';

/** Ends with its standard input, and takes the process named in its argument along. Plain JavaScript, so that it starts in any Node. */
const program = `
process.stdin.resume().on('end', () => {
  try { process.kill(Number(process.argv[1]), 'SIGKILL'); } catch {}
  process.exit();
});`;

/**
 * Ties a program that knows nothing of us to our own life, also against
 * SIGKILL: a small process beside it notices when our end of the pipe closes.
 */
export function guardProcess(pid: number, exited: Promise<unknown>): void {
  const guard = spawn(process.execPath, ['-e', program, String(pid)], { stdio: ['pipe', 'ignore', 'ignore'] });
  guard.on('error', () => undefined);
  // The program is gone, and its number may belong to another soon.
  void exited.then(() => guard.kill('SIGKILL'));
}
