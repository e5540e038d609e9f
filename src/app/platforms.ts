import { createKubernetesClient } from '../kubernetes/create-client.ts';
import type { PlatformImplementation, PlatformParts } from '../platforms/implementation.ts';
import { platformImplementations } from '../platforms/implementations.ts';
import type { Platform } from '../platforms/platform.ts';
import { platformIds, type PlatformId } from '../platforms/unions.ts';

type GivenParts = Omit<PlatformParts, 'createClient'>;

/** The platforms that can be used on this machine, and why the others cannot. */
export interface FoundPlatforms {
  readonly platforms: readonly Platform[];
  /** In words, with what to do. */
  readonly unavailable: Partial<Record<PlatformId, string>>;
}

/** Makes every platform that this machine can use. */
export async function findPlatforms(given: GivenParts): Promise<FoundPlatforms> {
  const parts: PlatformParts = { ...given, createClient: (access) => createKubernetesClient(access) };
  const found = await Promise.all(
    platformIds.map(async (id) => {
      const implementation = platformImplementations[id] as PlatformImplementation;
      const obstacle = await implementation.findObstacle?.(parts);
      return { id, obstacle, platform: obstacle === undefined ? implementation.create(parts) : undefined };
    }),
  );
  return {
    platforms: found.flatMap(({ platform }) => platform ?? []),
    unavailable: Object.fromEntries(
      found.flatMap(({ id, obstacle }) =>
        obstacle === undefined ? [] : [[id, `${obstacle.message} ${obstacle.fix}`] as const],
      ),
    ),
  };
}
