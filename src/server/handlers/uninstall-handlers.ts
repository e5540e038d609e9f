import { releaseText } from '../../kubeflow/plan/object-text.ts';
import { describeRemoval } from '../../kubeflow/uninstall/describe-removal.ts';
import { readRemoval } from '../../kubeflow/uninstall/read-removal.ts';
import { requireNamed } from '../../kubeflow/uninstall/require-named.ts';
import type { ServerParts } from '../dependencies.ts';
import type { Handlers } from '../http/handler.ts';
import { foundInstallation } from '../installations/found-installation.ts';
import { withCluster } from '../installations/with-cluster.ts';

type Names = 'previewUninstall' | 'uninstall' | 'previewFoundUninstall' | 'uninstallFound';

export function uninstallHandlers(parts: ServerParts): Handlers<Names> {
  const { installations, runs } = parts;

  const look = async (
    installation: string,
    { data, leftOver }: { readonly data: readonly string[]; readonly leftOver: boolean },
    signal: AbortSignal,
  ) => {
    const planned = leftOver ? await parts.plannedNow(installation) : undefined;
    return withCluster(parts, installation, (client) =>
      readRemoval({ client, installation, wish: { data, planned }, signal }),
    );
  };

  return {
    async previewUninstall({ params: { name }, body: { data, leftOver }, signal }) {
      const found = await look(name, { data, leftOver }, signal);
      requireNamed(found, { installation: name, data, finalizers: [], confirm: name });
      return describeRemoval(name, found.removal);
    },

    async uninstall({ params: { name }, query, body: { data, leftOver, finalizers, confirm }, principal, signal }) {
      const { spec } = await installations.getInstallation(name);
      requireNamed(await look(name, { data, leftOver }, signal), { installation: name, data, finalizers, confirm });
      const options = { ...query, uninstall: { data, finalizers, leftOver } };
      const kind = leftOver ? 'remove-left-over' : 'uninstall';
      const run = await runs.createRun({ installation: spec, kind, options, by: principal });
      return { runId: run.id };
    },

    async previewFoundUninstall({ params, body: { context, ...wish }, signal }) {
      const installation = await foundInstallation(parts, { connection: params.name, context });
      const { name } = installation.metadata;
      const look = await parts.readFoundRemoval(installation, { ...wish, signal });
      requireNamed(look, { installation: name, ...wish, finalizers: [], confirm: name });
      return describeRemoval(name, look.removal, look.found);
    },

    async uninstallFound({ params, query, body: { context, finalizers, confirm, ...wish }, principal, signal }) {
      const installation = await foundInstallation(parts, { connection: params.name, context });
      const { name } = installation.metadata;
      const look = await parts.readFoundRemoval(installation, { ...wish, signal });
      requireNamed(look, { installation: name, ...wish, finalizers, confirm });
      const found = { release: releaseText(look.found.release), take: wish.take };
      const options = { ...query, uninstall: { data: wish.data, finalizers, found } };
      const run = await runs.createRun({ installation, kind: 'uninstall-found', options, by: principal });
      return { runId: run.id, installation: name };
    },
  };
}
