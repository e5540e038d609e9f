import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export { cacheDirectory } from '../network/cache-directory.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where MLAnywhere keeps its store, keys and bundles: the flag, else MLA_HOME, else XDG's place for a user's data. */
export function dataDirectory(environment: Environment, flag?: string): string {
  if (flag !== undefined) return resolve(flag);
  if (environment.MLA_HOME) return resolve(environment.MLA_HOME);
  return join(environment.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'mlanywhere');
}
