import { isAbsolute } from 'node:path';
import type { ReleaseView } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import type { Handlers } from '../http/handler.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Background } from '../http/background.ts';
import { openFetchesOfServers } from '../releases/fetches-of-servers.ts';

type Names =
  | 'listReleases'
  | 'addRelease'
  | 'removeRelease'
  | 'exportRelease'
  | 'listKnownReleases'
  | 'startReleaseFetch'
  | 'listReleaseFetches'
  | 'getReleaseFetch'
  | 'cancelReleaseFetch';

export function releaseHandlers(
  { releases, allowLocalFiles, sharedWork: work, redactor, report }: ServerParts,
  background: Background,
): Handlers<Names> {
  const fetches = openFetchesOfServers({ fetches: releases.fetches, work, background, redactor, report });
  return {
    listReleases: async ({ query }) => pageOf(await releases.list(), query),

    async addRelease({ body, login }) {
      // Only a program of this machine's user, which has the token, names its files.
      const isLocal = !/^https?:\/\//i.test(body.source);
      if (isLocal && (!allowLocalFiles || !login.isServerToken)) throw new MlaError('server.localFilesRefused');
      if (isLocal && !isAbsolute(body.source))
        throw new MlaError('server.badRequest', { problems: 'source must be an https address or an absolute path' });
      return releases.add(body.source, body.digest);
    },

    async removeRelease({ params }) {
      await releases.remove(params.release);
      return {};
    },

    async exportRelease({ params }) {
      const { file, bundle } = await releases.export(params.release);
      return { file, bundle: bundle.toString('base64') };
    },

    listKnownReleases: async () =>
      releases.known.map(({ version, commit, components }) => ({
        version,
        commit,
        objects: components.reduce((sum, { objects }) => sum + objects, 0),
        components: [...new Set(components.map(({ component }) => component))],
      })),

    startReleaseFetch: ({ body }) => fetches.start(body),
    listReleaseFetches: () => fetches.list(),
    getReleaseFetch: async ({ params }) => (await fetches.find(params.version)) ?? refuse(params.version),
    cancelReleaseFetch: async ({ params, signal }) =>
      (await fetches.cancel(params.version, signal)) ?? refuse(params.version),
  };
}

/** Throws `release.notFound` for an unknown `after`. */
function pageOf(
  releases: readonly ReleaseView[],
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): ReleaseView[] {
  const place = releases.findIndex(({ name, version }) => `${name}@${version}` === after);
  if (after !== undefined && place < 0)
    throw new MlaError('release.notFound', {
      release: after,
      suggestion: '',
      available: releases.map(({ name, version }) => `${name} ${version}`).join(', '),
    });
  return releases.slice(place + 1, place + 1 + limit);
}

function refuse(version: string): never {
  throw new MlaError('release.fetchNotFound', { version });
}
