import { sayCount } from '../../../api/say-count.ts';
import { sayRelease } from '../../../api/say-release.ts';
import type { UpgradePlan } from '../../../api/contract.ts';
import { describeChange } from '../../../api/drift.ts';
import { MlaError } from '../../../errors/error.ts';
import { computeUpgrade } from '../../../kubeflow/upgrade/compute/compute-upgrade.ts';
import { refuseBlocked } from '../../../kubeflow/upgrade/refuse-blocked.ts';
import { lookAtUpgrade } from '../../../kubeflow/upgrade/look-at-upgrade.ts';
import type { Step, StepContext } from '../../engine/step.ts';
import { settle, tellPlan, withCluster } from '../install-kubeflow.ts';
import { disprovesCluster } from '../make-cluster.ts';
import type { StepServices } from '../services.ts';

/** Computes what the upgrade changes and tells it; ends the run before anything is sent where something is against it. */
export function planUpgradeStep(services: StepServices): Step {
  return {
    name: 'plan-upgrade',
    phase: 'plan',
    title: 'Plan the upgrade',
    input: ({ installation, outputs, options }) => ({
      kubeflow: installation.spec.kubeflow,
      cluster: outputs['fetch-kubeconfig'],
      upgrade: options.upgrade,
    }),
    run: async (context) => {
      const { installation, tell } = context;
      const { view, plan } = await withCluster(context, services, async (client, signal) => {
        await settle(context, services, { client, signal });
        const wanted = await services.planFor(installation, { client, signal });
        const facts = await lookAtUpgrade({ client, installation: installation.metadata.name, wanted, signal });
        return { ...computeUpgrade(facts), plan: wanted };
      });
      tellPlan(plan, tell);
      refuse(view, context);
      const counts = countsOf(view);
      const detail = `${view.from === null ? 'an unknown release' : sayRelease(view.from)} → ${sayRelease(view.to)}: ${sayCounts(counts)}`;
      tell({
        type: 'upgrade.planned',
        severity: 'info',
        message: detail,
        data: { from: view.from, to: view.to, counts },
      });
      const say = (severity: 'info' | 'warning', messages: readonly string[]): void => {
        for (const message of messages) tell({ type: 'log', severity, message });
      };
      say('info', view.noticed);
      say(
        'info',
        view.settings.map((change) => `Changed by others: ${describeChange(change)}`),
      );
      say(
        'info',
        view.backups.map(({ claim, command }) => `To save the data in ${claim}: ${command}`),
      );
      say(
        'warning',
        view.noReturn.map(({ object, because }) => `Cannot be taken back: ${object}. ${because}`),
      );
      return { detail, from: view.from, to: view.to, counts };
    },
    disproves: disprovesCluster,
  };
}

/** Throws what keeps the upgrade from beginning. A later attempt goes on with what the first began: then parts of it are not ready. */
function refuse(view: UpgradePlan, { options, attempt }: StepContext): void {
  const { installation, settings, unhealthy } = view;
  const { upgrade = {} } = options;
  refuseBlocked(view);
  if (unhealthy.length > 0 && upgrade.unready !== true && upgrade.back !== true && attempt === 1)
    throw new MlaError('upgrade.unhealthy', {
      installation,
      objects: list(unhealthy.map(({ object, why }) => `${object} (${why})`)),
    });
  if (settings.length > 0 && upgrade.settings === undefined)
    throw new MlaError('upgrade.settingsUndecided', {
      installation,
      count: settings.length,
      objects: list(settings.map(({ object }) => object)),
    });
}

function list(texts: readonly string[]): string {
  return `${texts.slice(0, 5).join(', ')}${texts.length > 5 ? ` and ${texts.length - 5} more` : ''}`;
}

function countsOf({ changes }: UpgradePlan): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(changes, ({ verb }) => verb)].map(([verb, own]) => [verb, own.length]));
}

function sayCounts(counts: Readonly<Record<string, number>>): string {
  const words: readonly (readonly [string, string])[] = [
    ['add', 'added'],
    ['change', 'changed'],
    ['recreate', 'made again'],
    ['move', 'moved'],
    ['orphan', 'removed at the end'],
  ];
  const told = words.flatMap(([verb, word]) => {
    const count = counts[verb];
    return count === undefined ? [] : [`${sayCount(count, 'object')} ${word}`];
  });
  return told.length === 0 ? 'nothing changes' : told.join(', ');
}
