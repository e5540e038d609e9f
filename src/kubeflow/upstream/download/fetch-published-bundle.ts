import { readFile } from 'node:fs/promises';
import { isError, MlaError } from '../../../errors/error.ts';
import { loadRelease } from '../../release/load-release.ts';
import type { ReleasePins } from '../../releases/known-release.ts';
import type { DownloadCache } from './download-cache.ts';
import type { FetchedRelease, FetchProgress } from '../fetch-release.ts';

/**
 * A bundle on the mirror (`kubeflow-26.03.1.mlarelease`), if there is one: a
 * tenth of the download, and nothing to render. It is accepted only with the
 * known objects. Undefined when the mirror has none.
 */
export async function fetchPublishedBundle(given: {
  known: ReleasePins;
  mirror: string;
  downloads: DownloadCache;
  signal: AbortSignal;
  onProgress: (progress: FetchProgress) => void;
}): Promise<FetchedRelease | undefined> {
  const { known, mirror, downloads, signal, onProgress } = given;
  const address = `${mirror.replace(/\/+$/, '')}/kubeflow-${known.version}.mlarelease`;
  let file: string;
  try {
    file = await downloads.get(address, {
      signal,
      onBytes: (bytes, total) => onProgress({ stage: 'download', address, bytes, total }),
    });
  } catch (error) {
    if (isError(error, 'download.notFound')) return undefined;
    throw error;
  }
  const bundle = await readFile(file);
  const release = loadRelease(bundle, { origin: address });
  const objects = release.objectsDigest;
  if (release.version === known.version && known.objects.includes(objects))
    return { bundle, version: known.version, objects, verified: true, source: address };
  await downloads.forget(address);
  throw new MlaError('release.digestDiffers', {
    origin: address,
    expected: `sha256:${known.objects[0]} over its objects`,
    actual: `sha256:${objects}`,
  });
}
