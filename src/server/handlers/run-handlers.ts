import type { Handlers } from '../handler.ts';
import type { ServerParts } from '../parts.ts';
import { refuseSampleOutsideSandbox } from '../refuse-sample.ts';

type Names = 'makePlan' | 'listReleases' | 'addRelease' | 'removeRelease' | 'listRuns' | 'getRun' | 'listEvents' | 'cancelRun' | 'retryRun';

export function runHandlers(parts: ServerParts): Handlers<Names> {
  const { runs, views, releases, makePlan } = parts;
  return {
    async makePlan({ body: { cluster, ...wanted } }) {
      if (cluster !== undefined) await refuseSampleOutsideSandbox(parts, wanted.release, cluster);
      return makePlan(wanted);
    },
    listReleases: () => releases.list(),
    addRelease: ({ body }) => releases.add(body.source, body.digest),

    async removeRelease({ params }) {
      await releases.remove(params.release);
      return {};
    },

    async listRuns({ query }) {
      const records = await runs.listRuns(query.installation === undefined ? {} : { installation: query.installation });
      return Promise.all(records.map((record) => views.view(record)));
    },

    async getRun({ params }) {
      return views.view(await runs.getRun(params.id));
    },

    async listEvents({ params, query }) {
      await runs.getRun(params.id);
      return runs.readEvents(params.id, query);
    },

    async cancelRun({ params }) {
      return views.view(await runs.requestCancel(params.id));
    },

    async retryRun({ params, query }) {
      return views.view(await runs.retryRun(params.id, query));
    },
  };
}
