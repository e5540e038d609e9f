import type { CheckResult } from '../api/contract.ts';
import { MlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import type { Check } from './check.ts';

/** What the results of overridden checks get, by id. Throws `preflight.overrideImpossible` for a check that nobody may override. */
export function readOverrides(
  { spec: { kubeflow } }: Installation,
  checks: readonly Check[],
): ReadonlyMap<string, Pick<CheckResult, 'overridden'>> {
  const soft = checks.filter(({ severity }) => severity === 'warns').map(({ id }) => id);
  const overrides = kubeflow?.overrides ?? [];
  const wrong = overrides.find(({ check }) => !soft.includes(check));
  if (wrong !== undefined)
    throw new MlaError('preflight.overrideImpossible', {
      check: wrong.check,
      because: checks.some(({ id }) => id === wrong.check)
        ? 'The installation cannot succeed or would harm others while this check fails, or a failure stops nothing.'
        : 'There is no check with this id.',
      checks: soft.join(', '),
    });
  return new Map(overrides.map(({ check, reason }) => [check, { overridden: reason }]));
}
