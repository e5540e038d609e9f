import { MlaError } from '../../errors/error.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';
import { installationServices } from '../installations/installation-services.ts';
import { requirePlatform } from './connection-handlers.ts';

type Names = 'previewRequest' | 'listNoProxy' | 'runPreflight' | 'reportPreflight';

/** What is asked before a run. */
export function preflightHandlers(parts: ServerParts): Handlers<Names> {
  const { checkWish, loadConnection } = installationServices(parts);
  return {
    async previewRequest({ body, signal }) {
      const platform = requirePlatform(parts, body.spec.cluster.platform);
      if (!platform.previewRequest)
        throw new MlaError('server.platformHasNone', {
          platform: platform.definition.title,
          what: 'API requests to show',
        });
      return platform.previewRequest({
        installation: body,
        owner: await parts.installations.keepOwnerMark(body.metadata.name),
        connection: await loadConnection(body),
        signal,
      });
    },

    async listNoProxy({ body, signal }) {
      const platform = requirePlatform(parts, body.spec.cluster.platform);
      const pods = [...(await parts.listPodNoProxy(body))];
      if (platform.listNoProxy === undefined) return { entries: [], pods };
      const request = { installation: body, owner: '', connection: await loadConnection(body), signal };
      return { entries: await platform.listNoProxy(request), pods };
    },

    async runPreflight({ body, query: { probe = false }, signal }) {
      await checkWish(body);
      return parts.runPreflight(body, { signal, probe });
    },

    async reportPreflight({ body, query: { probe = false }, signal }) {
      if (body.spec.kubeflow === null)
        throw new MlaError('server.badRequest', {
          problems: 'spec.kubeflow is null; the report is about installing it',
        });
      await checkWish(body);
      return parts.reportPreflight(body, { signal, probe });
    },
  };
}
