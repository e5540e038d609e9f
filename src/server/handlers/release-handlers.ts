import { isAbsolute } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import type { Handlers } from '../http/handler.ts';
import type { ServerParts } from '../dependencies.ts';

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

export function releaseHandlers({ releases, allowLocalFiles }: ServerParts): Handlers<Names> {
  const { fetches } = releases;
  return {
    listReleases: () => releases.list(),

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

    startReleaseFetch: async ({ body }) => fetches.start(body),
    listReleaseFetches: async () => fetches.list(),
    getReleaseFetch: async ({ params }) => fetches.find(params.version) ?? refuse(params.version),
    cancelReleaseFetch: async ({ params }) => fetches.cancel(params.version) ?? refuse(params.version),
  };
}

function refuse(version: string): never {
  throw new MlaError('release.fetchNotFound', { version });
}
