import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KnownRelease } from '../../releases/known-release.ts';
import { readArchive } from '../source/read-archive.ts';
import { archiveAddress } from '../source/remote-base.ts';
import { treeId } from '../source/source-tree.ts';
import type { Served } from './serve-sources.fixture.ts';

const folder = join(process.env['MLA_RELEASE_PATH'] ?? '/nowhere', 'sources');

/** Kubeflow's own sources as its archives hold them; undefined where this machine has none. */
export const sourcesDirectory = existsSync(folder) ? folder : undefined;

const jobsets: Readonly<Record<string, string>> = { '26.03.1': 'v0.11.0', '26.03': 'v0.10.1' };

/**
 * What github.com answers for a release. These archives hold only the files
 * that rendering reads, so the tree has an id of its own; the objects are
 * compared with the real ones.
 */
export async function kubeflowSources(
  release: KnownRelease,
): Promise<{ known: KnownRelease; served: Readonly<Record<string, Served>> }> {
  const archive = join(folder, `source-${release.version}.tar.gz`);
  const source = await readArchive(archive, { origin: archive, signal: new AbortController().signal });
  const jobset = jobsets[release.version] ?? '';
  return {
    known: { ...release, tree: treeId(source) },
    served: {
      [archiveAddress('kubeflow/community-distribution', release.commit)]: { file: archive },
      [archiveAddress('argoproj/argo-workflows', 'v3.7.3')]: { file: join(folder, 'argo-workflows-3.7.3.tar.gz') },
      [`https://github.com/kubernetes-sigs/jobset/releases/download/${jobset}/manifests.yaml`]: {
        file: join(folder, `jobset-${jobset}`, 'manifests.yaml'),
      },
    },
  };
}
