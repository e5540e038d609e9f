import { sayCount } from '../../../api/say-count.ts';
import { defaultSoftLimits } from '../../../kubeflow/install/install-options.ts';
import { carryOutUpgrade, type UpgradeNews } from '../../../kubeflow/upgrade/carry-out-upgrade.ts';
import type { NewEvent, Step } from '../../engine/step.ts';
import { settle, withCluster } from '../install-kubeflow.ts';
import { disprovesCluster } from '../make-cluster.ts';
import { newsAsEvent } from '../news-as-event.ts';
import { giveUsersTheProxy } from '../pod-proxy/give-users-the-proxy.ts';
import type { StepServices } from '../services.ts';

/** Brings the installation to the wanted release, and waits until all of it is ready. */
export function upgradeStep(services: StepServices): Step {
  return {
    name: 'upgrade',
    phase: 'install',
    title: 'Upgrade Kubeflow',
    input: ({ installation, outputs, attempt }) => ({
      kubeflow: installation.spec.kubeflow,
      proxy: installation.spec.proxy,
      plan: outputs['plan-upgrade'],
      cluster: outputs['fetch-kubeconfig'],
      // What is left to do is computed from the cluster.
      attempt,
    }),
    run: async (context) => {
      const { installation, tell, options } = context;
      const result = await withCluster(context, services, async (client, signal) => {
        await settle(context, services, { client, signal });
        const upgraded = await carryOutUpgrade({
          client,
          plan: await services.planFor(installation, { client, signal }),
          installation: installation.metadata.name,
          settings: options.upgrade?.settings ?? 'keep',
          record: services.upgradeSettings(installation.metadata.name),
          tell: (news) => tell(newsAsEvent(news)),
          tellUpgrade: (news) => tell(upgradeNewsAsEvent(news)),
          now: services.now,
          softLimits: defaultSoftLimits,
          takeOver: installation.spec.kubeflow?.takeOver ?? [],
          signal,
        });
        await giveUsersTheProxy(context, services, { client, signal });
        return upgraded;
      });
      return {
        detail: `${sayCount(result.applied, 'object')}, ${sayCount(result.ready, 'workload')} ready, ${sayCount(result.removed, 'object')} removed`,
        ...result,
      };
    },
    disproves: disprovesCluster,
  };
}

const said = {
  quiesce: (object: string, before: string) => `Stopped ${object}, so that ${before} can start`,
  restart: (object: string, before: string) => `Started ${object} again, because ${before} was not sent`,
  wake: (object: string) => `Started ${object} again`,
  recreate: (object: string) => `Deleted ${object} and made it again: a field of it cannot be changed`,
  'hand-over': (object: string, before: string) => `The paths of ${object} passed to ${before}`,
} as const;

/** What an upgrade does beside its install, as an event of the run. */
export function upgradeNewsAsEvent(news: UpgradeNews): NewEvent {
  const { object, component } = news;
  switch (news.type) {
    case 'rewritten': {
      const { count, version } = news;
      return {
        type: 'upgrade.rewritten',
        severity: 'info',
        component,
        message: `Wrote ${sayCount(count, 'object')} of ${object} again, which are stored as ${version} now`,
        data: { object, count, version },
      };
    }
    case 'prepared':
      return {
        type: 'upgrade.prepared',
        severity: 'info',
        component,
        message: said[news.verb](object, news.before),
        data: { object, verb: news.verb, before: news.before },
      };
    case 'removed':
      return { type: 'upgrade.removed', severity: 'info', component, message: `Removed ${object}`, data: { object } };
    case 'not-removed':
      return {
        type: 'upgrade.not-removed',
        severity: 'warning',
        component,
        message: `Not removed: ${object}. ${news.why ?? ''}`,
        data: { object, ...(news.why !== undefined && { why: news.why }) },
      };
  }
}
