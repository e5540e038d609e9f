import { verifyChecks } from './checks.ts';
import type { VerifyId } from './look.ts';

/** Which checks to run; all of them when nothing is said. */
export interface CheckChoice {
  /** Only these, and the checks that they need. */
  readonly only?: readonly VerifyId[];
  readonly skip?: readonly VerifyId[];
  /** Leaves out what makes objects in the cluster. */
  readonly readOnly?: boolean;
}

/** Why most checks are not run where some are chosen. */
export const notChosen = 'not chosen';

/** Why a check is not run; undefined when it is. */
export function reasonToSkip(id: VerifyId, { only, skip = [], readOnly }: CheckChoice): string | undefined {
  if (only !== undefined && !withNeeds(only).has(id)) return notChosen;
  if (skip.includes(id)) return 'left out';
  const makes = verifyChecks.find((check) => check.id === id)?.makes;
  return readOnly === true && makes !== undefined ? 'left out: it makes objects' : undefined;
}

/** A check that is left out although a chosen one needs it, which would then check nothing. */
export function missedNeed(choice: CheckChoice): { readonly id: VerifyId; readonly need: VerifyId } | undefined {
  for (const { id, needs } of verifyChecks) {
    if (reasonToSkip(id, choice) !== undefined) continue;
    const need = needs.find((one) => choice.skip?.includes(one));
    if (need !== undefined) return { id, need };
  }
  return undefined;
}

/** What the chosen checks make in the cluster, for people. */
export function whatIsMade(choice: CheckChoice): string[] {
  return verifyChecks.flatMap(({ id, makes }) =>
    makes === undefined || reasonToSkip(id, choice) !== undefined ? [] : [makes],
  );
}

/** The artifact is made by the run of the check before. */
const shares: Partial<Record<VerifyId, VerifyId>> = { artifact: 'pipeline' };

function withNeeds(ids: readonly VerifyId[]): ReadonlySet<VerifyId> {
  const all = new Set<VerifyId>();
  const add = (id: VerifyId): void => {
    all.add(id);
    for (const need of verifyChecks.find((check) => check.id === id)?.needs ?? []) add(need);
    const shared = shares[id];
    if (shared !== undefined) all.add(shared);
  };
  for (const id of ids) add(id);
  return all;
}
