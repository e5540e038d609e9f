import type { InstallResult } from '../install/install-events.ts';
import type { InstallOptions } from '../install/install-options.ts';
import { installRelease } from '../install/install-release.ts';
import { computeUpgrade } from './compute/compute-upgrade.ts';
import { keepSettings } from './keep-settings.ts';
import { lookAtUpgrade } from './look-at-upgrade.ts';
import { Preparer, type PreparationNews } from './prepare.ts';
import { readyDefinitions } from './ready-definitions.ts';
import { refuseBlocked } from './refuse-blocked.ts';
import { removeOrphans, type OrphanNews } from './remove-orphans.ts';
import type { SettingsRecord } from './settings-record.ts';
import type { RewriteNews } from './rewrite-stored.ts';

/** What an upgrade reports beside the news of its install. */
export type UpgradeNews = PreparationNews | OrphanNews | RewriteNews;

/** What becomes of fields that others have changed: their values, or those of the release. */
export type SettingsChoice = 'keep' | 'replace';

export interface UpgradeOptions extends Omit<InstallOptions, 'upgrade'> {
  readonly settings: SettingsChoice;
  /** Where the settings of others outlast a crash while their object is made again. */
  readonly record: SettingsRecord;
  readonly tellUpgrade: (news: UpgradeNews) => void;
}

/**
 * Brings an installation to the release of `plan`. What has to happen is
 * computed from the cluster, so an interrupted upgrade continues where it was.
 * Ends in a state that works: what was stopped for a successor that did not
 * come runs again. Throws `upgrade.blocked` before anything is sent, and the
 * errors of an install.
 */
export async function carryOutUpgrade(options: UpgradeOptions): Promise<InstallResult & { readonly removed: number }> {
  const { client, installation, plan, signal, settings, record, tellUpgrade, ...install } = options;
  const facts = await lookAtUpgrade({ client, installation, wanted: plan, signal });
  const { view, work } = computeUpgrade(facts);
  refuseBlocked(view);
  await readyDefinitions({ client, survey: facts.survey, stored: facts.stored, signal, tellUpgrade });
  const preparer = new Preparer({ client, work, signal, tell: tellUpgrade });
  try {
    const result = await installRelease({
      ...install,
      client,
      installation,
      signal,
      plan:
        settings === 'keep'
          ? await keepSettings(work.plan, { client, facts, before: work.before, record, signal })
          : work.plan,
      repair: settings === 'replace',
      upgrade: { prepare: (planned) => preparer.prepare(planned) },
      tell: (news) => {
        if (news.type === 'object-applied') preparer.applied(news.object);
        install.tell(news);
      },
    });
    await record.clear();
    const removed = await removeOrphans({ client, orphans: work.orphans, signal, tell: tellUpgrade });
    return { ...result, removed };
  } finally {
    await preparer.end();
  }
}
