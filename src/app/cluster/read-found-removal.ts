import { readRemoval, type ReadRemoval } from '../../kubeflow/uninstall/read-removal.ts';
import type { RemovalWish } from '../../kubeflow/uninstall/removal.ts';
import type { ReleaseLibrary } from '../../kubeflow/release/release-library.ts';
import { type CheckRequest, withCluster } from '../check-cluster.ts';

interface FoundRemovalRequest extends CheckRequest {
  readonly releases: Pick<ReleaseLibrary, 'list' | 'load'>;
  readonly wish: RemovalWish;
  readonly take: readonly string[];
  /** The one release to compare with; all that are on this machine when absent. */
  readonly release?: string | undefined;
}

/** What an uninstall would do to a Kubeflow that MLAnywhere did not install. Throws as `checkCluster` does, `release.notFound` and `uninstall.nothingFound`. */
export async function readFoundRemoval(request: FoundRemovalRequest): Promise<Required<ReadRemoval>> {
  const { installation, releases, wish, take, release } = request;
  const names =
    release === undefined ? (await releases.list()).map(({ name, version }) => `${name} ${version}`) : [release];
  const loaded = await Promise.all(names.map((name) => releases.load(name)));
  return withCluster(request, async (client, signal) =>
    readRemoval({
      client,
      installation: installation.metadata.name,
      wish,
      find: { releases: loaded, begun: false, take },
      signal,
    }),
  );
}
