import { MlaError } from '../../src/errors/error.ts';
import type { ReleaseSummary } from '../../src/kubeflow/release/release-summary.ts';
import { practiceSource } from '../../src/kubeflow/practice/practice-release.ts';
import { knownReleases } from '../../src/kubeflow/releases/known-releases.ts';
import type { ReleaseFetch } from '../../src/kubeflow/upstream/release-fetches.ts';
import { noReleases } from '../../src/server/no-releases.fixture.ts';
import type { ServiceParts } from '../../src/server/parts.ts';

/** How a fetch of a release goes on, for a test to set. */
export interface FetchControls {
  fetch: 'runs' | 'fails' | 'ends well';
}

/** The sample, and Kubeflow once it was fetched: no test of a page needs the network. */
export function rehearsedReleases(controls: FetchControls): ServiceParts['releases'] {
  let version: string | undefined;
  let cancelled = false;
  const current = (): ReleaseFetch[] =>
    version === undefined
      ? []
      : [{ version, ...(cancelled ? { state: 'cancelled', progress: 0.1, detail: 'Cancelled.' } : stateOf(controls)) }];
  return {
    ...noReleases,
    known: knownReleases,
    list: async () => {
      const [sample] = await practiceSource.list();
      if (sample === undefined) throw new Error('no sample release');
      return current()[0]?.state === 'succeeded'
        ? [
            sample,
            {
              ...sample,
              name: 'kubeflow',
              version: '26.03.1',
              digest: `sha256:${'0'.repeat(64)}`,
            } satisfies ReleaseSummary,
          ]
        : [sample];
    },
    fetches: {
      start: (wanted) => {
        ({ version } = wanted);
        cancelled = false;
        return { version, state: 'running', progress: 0, detail: 'Starting' };
      },
      list: current,
      find: () => current()[0],
      cancel: () => {
        cancelled = true;
        return current()[0];
      },
    },
  };
}

function stateOf({ fetch }: FetchControls): Omit<ReleaseFetch, 'version'> {
  if (fetch === 'runs')
    return { state: 'running', progress: 0.4, detail: 'Rendered 4 of 40 components with kustomize 5.8.1' };
  if (fetch === 'ends well') return { state: 'succeeded', progress: 1, detail: 'Done' };
  const error = new MlaError('MLA-KUBEFLOW-034', {
    address: 'https://codeload.github.com',
    reason: 'getaddrinfo ENOTFOUND',
  }).report();
  return { state: 'failed', progress: 0.1, detail: error.message, error };
}
