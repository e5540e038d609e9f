import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { isSampleRelease } from '../../installation/sample-release.ts';
import { requirePlatform } from '../handlers/connection-handlers.ts';
import type { ServerParts } from '../dependencies.ts';

/** The platform and its connection, which decide whether the sample may be installed. */
export type SamplePlace = Pick<Installation['spec']['cluster'], 'platform'> & {
  readonly connection?: string | undefined;
};

/**
 * The sample release is not Kubeflow and its images do not exist, so only
 * simulated clusters take it. Throws `kubeflow.sampleNotInstallable`.
 */
export async function refuseSampleOutsideSandbox(
  parts: ServerParts,
  release: string,
  place: SamplePlace,
): Promise<void> {
  if (!isSampleRelease(release)) return;
  const { title, simulated } = requirePlatform(parts, place.platform).definition;
  if (simulated === true) return;
  const connection =
    place.connection === undefined ? undefined : await parts.installations.findConnection(place.connection);
  if (connection?.simulated === true) return;
  throw new MlaError('kubeflow.sampleNotInstallable', { platform: title });
}
