import { MlaError } from '../../errors/error.ts';
import type { ReleaseFetches } from '../../kubeflow/upstream/release-fetches.ts';
import type { ServiceParts } from '../dependencies.ts';

const refuse = (release: string): MlaError =>
  new MlaError('release.notFound', { release, suggestion: '', available: 'none' });

/** A server on which there is no release and none can be had. */
export const noReleases: ServiceParts['releases'] & { readonly fetches: Pick<ReleaseFetches, 'follow'> } = {
  list: () => Promise.resolve([]),
  add: (source) => Promise.reject(refuse(source)),
  remove: () => Promise.resolve(),
  export: (release) => Promise.reject(refuse(release)),
  listOwnBundles: () => Promise.resolve([]),
  known: [],
  fetches: {
    start: ({ version }) => {
      throw refuse(version);
    },
    list: () => [],
    find: () => undefined,
    cancel: () => undefined,
    onStart: () => undefined,
    ended: () => Promise.resolve(),
    follow: (version) => Promise.reject(refuse(version)),
  },
};
