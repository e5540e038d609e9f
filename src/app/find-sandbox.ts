import { join } from 'node:path';
import { whyNoControlPlane } from '../../sandbox/binary.ts';
import { createSandboxPlatform } from '../platforms/sandbox/sandbox-platform.ts';
import type { CompositionOptions } from './compose-parts.ts';

/**
 * The rehearsal platform, where this machine has a control plane or can build
 * one; else why not. Its clusters are processes of their own: like any other
 * cluster they stay until they are deleted, also when this process ends.
 */
export async function findRehearsal({
  dataDirectory,
  environment,
}: Pick<CompositionOptions, 'dataDirectory' | 'environment'>): Promise<
  Pick<CompositionOptions, 'morePlatforms' | 'unavailable'>
> {
  const missing = await whyNoControlPlane({ ...environment });
  if (missing !== undefined) return { unavailable: { sandbox: `${missing.message} ${missing.fix}` } };
  return { morePlatforms: [createSandboxPlatform({ directory: join(dataDirectory, 'rehearsals'), detached: true })] };
}
