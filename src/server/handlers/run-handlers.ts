import type { Handlers } from '../http/handler.ts';
import type { ServerParts } from '../dependencies.ts';
import { refuseSampleOutsideSandbox } from '../installations/refuse-sample.ts';

type Names = 'makePlan' | 'listRuns' | 'getRun' | 'listEvents' | 'cancelRun' | 'retryRun';

export function runHandlers(parts: ServerParts): Handlers<Names> {
  const { runs, views, makePlan } = parts;
  return {
    async makePlan({ body: { cluster, ...wanted } }) {
      if (cluster !== undefined) await refuseSampleOutsideSandbox(parts, wanted.release, cluster);
      const { platform, image } = cluster ?? {};
      if (platform !== undefined && image !== undefined)
        await parts.checkSelection({ ...wanted, order: { platform, image } });
      return makePlan({ ...wanted, cluster: cluster?.spec });
    },

    async listRuns({ query }) {
      return views.viewAll(await runs.listRuns(query));
    },

    async getRun({ params }) {
      return views.view(await runs.getRun(params.id));
    },

    async listEvents({ params, query }) {
      await runs.getRun(params.id);
      return runs.readEvents(params.id, query);
    },

    async cancelRun({ params, principal }) {
      return views.view(await runs.requestCancel(params.id, principal));
    },

    async retryRun({ params, query, principal }) {
      return views.view(await runs.retryRun(params.id, { options: query, by: principal }));
    },
  };
}
