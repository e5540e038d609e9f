// @ts-check
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where things that can be made again are kept: `${XDG_CACHE_HOME:-~/.cache}/mlanywhere`.
 * @param {NodeJS.ProcessEnv} env
 */
export function cacheFolder(env) {
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'mlanywhere');
}
