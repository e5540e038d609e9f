import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** When a process began, in the system's own words: with its number it names one process, also after the number was given to another. Undefined when it is gone, or the system does not say. */
export async function processStart(processId: number): Promise<string | undefined> {
  try {
    // The name in brackets can hold blanks; the start is the 20th field after it. Source: proc_pid_stat(5).
    if (process.platform === 'linux')
      return (await readFile(`/proc/${processId}/stat`, 'utf8')).split(') ').at(-1)?.split(' ')[19];
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(processId)]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
