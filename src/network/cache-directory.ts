import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where MLAnywhere keeps what it can get again. */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'mlanywhere');
}
