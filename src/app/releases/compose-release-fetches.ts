import { join } from 'node:path';
import type { ReleaseLibrary } from '../../kubeflow/release/release-library.ts';
import { openMirror } from '../../kubeflow/upstream/download/mirror.ts';
import { ReleaseFetches } from '../../kubeflow/upstream/release-fetches.ts';
import type { KnownRelease } from '../../kubeflow/releases/known-release.ts';
import type { Outbound } from '../../network/outbound.ts';
import { findControlPlaneBinary } from '../../../sandbox/binary.ts';
import type { Environment } from '../data-directory.ts';

/** Getting releases from upstream with what this machine has: its PATH, its proxy, and the kubectl of a built sandbox. */
export function composeReleaseFetches({
  releases,
  cacheDirectory,
  environment,
  outbound,
  known,
}: {
  releases: ReleaseLibrary;
  cacheDirectory: string;
  environment: Environment;
  outbound: Outbound;
  known: readonly KnownRelease[];
}): ReleaseFetches {
  const { MLA_RELEASE_SOURCE: source } = environment;
  const { address: mirror, fetch } = source
    ? openMirror(source, outbound.fetch)
    : { address: undefined, fetch: outbound.fetch };
  return new ReleaseFetches({
    store: releases.store,
    cacheDirectory: join(cacheDirectory, 'upstream'),
    fetch,
    path: environment.PATH ?? '',
    machine: { platform: process.platform, arch: process.arch },
    mirror,
    known,
    bundledKubectl: () =>
      findControlPlaneBinary({ env: { ...environment }, build: false }).then(
        ({ command }) => command('kubectl'),
        () => undefined,
      ),
  });
}
