import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where MLAnywhere keeps its store, keys and bundles: the flag, else MLA_HOME, else XDG's place for a user's data. */
export function dataDirectory(environment: Environment, flag?: string): string {
  if (flag !== undefined) return resolve(flag);
  if (environment.MLA_HOME) return resolve(environment.MLA_HOME);
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'mlanywhere');
}

/** Where MLAnywhere keeps what it can get again. */
export function cacheDirectory(environment: Environment): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mlanywhere');
}
