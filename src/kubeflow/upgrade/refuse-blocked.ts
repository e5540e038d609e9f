import type { UpgradePlan } from '../../api/contract/upgrades.ts';
import { MlaError } from '../../errors/error.ts';

/** How many reasons an error names. */
const named = 3;

/** Throws `upgrade.blocked` where something is against an upgrade. */
export function refuseBlocked({ installation, blockers }: Pick<UpgradePlan, 'installation' | 'blockers'>): void {
  const [first] = blockers;
  if (first === undefined) return;
  const more = blockers.length - named;
  throw new MlaError('upgrade.blocked', {
    installation,
    evidence: `${blockers
      .slice(0, named)
      .map(({ evidence }) => evidence)
      .join(' ')}${more > 0 ? ` And ${more} more: mla upgrade ${installation} --plan shows all.` : ''}`,
    fix: first.fix,
  });
}
