import { sayCount } from '../../../api/say-count.ts';
import { MlaError } from '../../../errors/error.ts';
import { sayKinds } from '../../../kubeflow/uninstall/judge/unseen.ts';
import type { RemovalNews } from '../../../kubeflow/uninstall/removal-news.ts';
import { stages } from '../../../kubeflow/uninstall/removal.ts';
import { removeKubeflow } from '../../../kubeflow/uninstall/remove-kubeflow.ts';
import type { NewEvent, Step, StepContext } from '../../engine/step.ts';
import { withCluster } from '../install-kubeflow.ts';
import type { StepServices } from '../services.ts';

/** Removes Kubeflow from the cluster. Looks again at each attempt, so it finds what an earlier one left. */
export function uninstallStep(services: StepServices): Step {
  return {
    name: 'uninstall',
    phase: 'uninstall',
    title: 'Remove Kubeflow',
    input: ({ attempt }) => ({ attempt }),
    run: async (context) => {
      const { installation, options, tell } = context;
      const { data = [], finalizers = [], leftOver = false, found } = options.uninstall ?? {};
      const planned = leftOver ? await services.plannedNow(installation.metadata.name) : undefined;
      const find = found && {
        releases: [await services.loadRelease(found.release)],
        begun: true,
        take: found.take,
      };
      let removed = 0;
      const { keeps, unseen } = await withCluster(context, services, (client, signal) =>
        removeKubeflow({
          client,
          installation: installation.metadata.name,
          wish: { data, planned },
          find,
          finalizers,
          again: commandOf(context),
          now: services.now,
          signal,
          tell: (news) => {
            if (news.type === 'removed') removed += 1;
            for (const event of removalEvents(news, context)) tell(event);
          },
        }),
      );
      if (unseen.length > 0)
        throw new MlaError('uninstall.unseen', {
          removed: sayCount(removed, 'object'),
          kinds: sayKinds(unseen),
          name: installation.metadata.name,
        });
      const kept = keeps.length === 0 ? 'nothing of Kubeflow stays' : `${sayCount(keeps.length, 'object')} kept`;
      return { detail: `${sayCount(removed, 'object')} removed, ${kept}` };
    },
  };
}

/** The command that asks for the same again. Data that was named can be gone by now. */
function commandOf({ installation: { metadata, spec }, options: { uninstall = {} } }: StepContext): string {
  const { found, leftOver = false } = uninstall;
  const connection = 'connection' in spec.cluster ? spec.cluster.connection : '';
  return [
    found === undefined ? `mla uninstall ${metadata.name}` : `mla uninstall --connection ${connection}`,
    ...(leftOver ? ['--left-over'] : []),
    ...(found?.take ?? []).map((word) => `--take ${word.includes(' ') ? `"${word}"` : word}`),
  ].join(' ');
}

type NewsOf<T extends RemovalNews['type']> = Extract<RemovalNews, { type: T }>;

function removalEvents(news: RemovalNews, context: StepContext): NewEvent[] {
  // The table has an entry for each kind of news, which takes news of that kind.
  const say = events[news.type] as (one: RemovalNews, context: StepContext) => NewEvent;
  const notes = news.type === 'judged' ? news.removal.notes : [];
  return [say(news, context), ...notes.map((message): NewEvent => ({ type: 'log', severity: 'warning', message }))];
}

/** The event for each kind of news of a removal. */
const events: { readonly [T in RemovalNews['type']]: (news: NewsOf<T>, context: StepContext) => NewEvent } = {
  judged: ({ removal: { goes, keeps, claims } }) => {
    const users = goes.filter((one) => one.users === true).length;
    const data = claims.filter((claim) => claim.goes).map(({ namespace, name }) => `${namespace}/${name}`);
    return {
      type: 'removal.planned',
      severity: 'info',
      message: `${sayCount(goes.length, 'object')} to remove, ${users} of them made by users; ${sayCount(keeps.length, 'object')} stay. Data that goes: ${data.join(', ') || 'none'}.`,
      data: { goes: goes.length, keeps: keeps.length, users, data },
    };
  },
  stage: ({ stage, objects }) => ({
    type: 'removal.stage',
    severity: 'info',
    message: `${stages[stage]}: ${sayCount(objects, 'object')}`,
    data: { stage, objects },
  }),
  removed: ({ object, stage }) => ({
    type: 'object.removed',
    severity: 'debug',
    message: `Removed ${object}`,
    data: { object, stage },
  }),
  'claim-released': ({ claim, owners }) => ({
    type: 'removal.claim-released',
    severity: 'info',
    message: `The claim ${claim} no longer belongs to ${owners.join(' and ')}, so that its data stays.`,
    data: { claim, owners: [...owners] },
  }),
  'finalizers-removed': ({ object, finalizers }, { requestedBy }) => ({
    type: 'finalizers.removed',
    severity: 'warning',
    message: `${requestedBy?.name ?? 'Someone'} removed the finalizers of ${object} (${finalizers.join(', ')}): what their programs clean up is not cleaned up.`,
    data: {
      object,
      finalizers: [...finalizers],
      ...(requestedBy && { by: { id: requestedBy.id, name: requestedBy.name } }),
    },
  }),
  'finalizers-released': ({ object, finalizers }) => ({
    type: 'removal.finalizers-released',
    severity: 'info',
    message: `${object} stays without ${finalizers.join(', ')}: the controller that removes ${finalizers.length === 1 ? 'this finalizer' : 'these finalizers'} is removed.`,
    data: { object, finalizers: [...finalizers] },
  }),
  'webhook-removed-early': ({ object, because }) => ({
    type: 'removal.unblocked',
    severity: 'warning',
    message: `Removed ${object} before its turn, because ${because}.`,
    data: { object },
  }),
  'conversion-stopped': ({ definition, because }) => ({
    type: 'removal.unblocked',
    severity: 'warning',
    message: `Stopped the conversion of ${definition}, so that its objects can be listed and removed. ${because}`,
    data: { object: `CustomResourceDefinition ${definition}` },
  }),
  waits: ({ waits }) => ({
    type: 'wait.changed',
    severity: 'debug',
    message:
      waits.length === 0 ? 'Nothing is waited for.' : waits.map(({ what, why = '' }) => `${what}: ${why}`).join(' '),
    data: { waits: [...waits] },
  }),
};
