import { sayCount } from '../../api/say-count.ts';
import type { Command } from 'commander';
import { MlaError } from '../../errors/error.ts';
import { addServerFlags, type ServerFlags } from '../server/with-server.ts';

/** Flags of every command that starts a run. */
export interface RunFlags extends ServerFlags {
  readonly follow?: boolean;
  readonly timeout?: string;
}

export function addRunFlags(command: Command): Command {
  return addServerFlags(
    command
      .option('--follow', 'Show the run until it ends (always on if no server is running)')
      .option(
        '--timeout <duration>',
        'End the run with exit code 9 after this time, for example 90s, 30m or 1h30m; none means no limit (default: 2h)',
      ),
  );
}

/** Flags of commands that install. */
export interface InstallFlags extends RunFlags {
  readonly repair?: boolean;
}

export function addInstallFlags(command: Command): Command {
  return addRunFlags(command).option('--repair', 'Undo changes by others (without this flag they are listed and kept)');
}

/** What the flags ask of an install, as the query of the request. Throws `cli.badValue`. */
export function installOptionsOf(flags: InstallFlags): { timeoutSeconds?: number; repair?: 'true' } {
  return { ...timeoutOf(flags), ...(flags.repair === true && { repair: 'true' as const }) };
}

/** What the flags ask of the run, as the query of the request. Throws `cli.badValue`. */
export function timeoutOf({ timeout }: RunFlags): { timeoutSeconds?: number } {
  return timeout === undefined ? {} : { timeoutSeconds: timeout === 'none' ? 0 : readDuration(timeout, '--timeout') };
}

const longest = 30 * 24 * 60 * 60;

/** Seconds of a duration such as 1h30m, up to 30 days. Throws `cli.badValue`. */
export function readDuration(text: string, flag: string, shortest = 1): number {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];
  const sum = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (sum >= shortest && sum <= longest) return sum;
  throw new MlaError('cli.badValue', {
    value: text,
    flag,
    expected: `a duration of ${shortest < 60 ? sayCount(shortest, 'second') : sayCount(shortest / 60, 'minute')} to 30 days`,
    example: `${flag} 1h30m`,
  });
}
