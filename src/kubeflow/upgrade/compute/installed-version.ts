import type { UpgradePlan } from '../../../api/contract/upgrades.ts';
import { releaseAnnotation } from '../../plan/marks.ts';
import { releaseOfText } from '../../plan/object-text.ts';
import type { InstalledObject } from '../installed-objects.ts';

/** The release that most of the installed objects are of. */
export function releaseThere(installed: readonly InstalledObject[]): UpgradePlan['from'] {
  const counts = new Map<string, number>();
  for (const { metadata } of installed) {
    const marked = metadata.annotations?.[releaseAnnotation];
    if (marked !== undefined) counts.set(marked, (counts.get(marked) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, one], [, other]) => other - one);
  return most === undefined ? null : releaseOfText(most[0]);
}
