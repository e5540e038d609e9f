import { findLockedDatabases, sayLocked } from '../../kubeflow/credentials/locked-databases.ts';
import { secretName } from '../../kubeflow/credentials/read-back.ts';
import type { OwnershipQuestion, Refusal } from '../../kubeflow/ownership/verdict.ts';
import { failed, passed, type Check, type CheckContext, type Finding } from '../check.ts';

/** Questions about what is in the cluster already: other owners, policies. */
export const ownershipChecks: readonly Check[] = [
  {
    id: 'foreign-owners',
    title: 'Software of other owners',
    severity: 'blocks',
    why: 'Changing an Istio or cert-manager that someone else installed can break it for its users.',
    todo: 'Use another cluster, or allow the change with `takeOver`.',
    look: async (context: CheckContext): Promise<Finding> => {
      const { refusals, taken } = await context.facts.ownership(context);
      const told = taken.filter(({ word }) => !word.startsWith('installation:')).map(({ what }) => what);
      return (
        answer(refusals, 'foreign-owners') ??
        passed(
          told.length === 0
            ? 'Nothing that this plan would change belongs to someone else.'
            : `To be taken over, as the installation says: ${told.join('; ')}.`,
        )
      );
    },
  },
  {
    id: 'other-installation',
    title: 'Other installations of MLAnywhere',
    severity: 'blocks',
    why: 'Two installations on one cluster would overwrite each other, passwords included.',
    todo: 'Apply under the name of the other installation, or take it over.',
    look: async (context: CheckContext): Promise<Finding> => {
      const { refusals, leftOver } = await context.facts.ownership(context);
      return (
        answer(refusals, 'other-installation') ??
        passed(
          leftOver === undefined
            ? 'No other installation has anything of this plan.'
            : `Left over, and to be used again: ${leftOver}.`,
        )
      );
    },
  },
  {
    id: 'earlier-kubeflow',
    title: 'Existing Kubeflow',
    severity: 'blocks',
    why: 'Installing another release over a running Kubeflow stops half-way: some objects must be made again, moved or removed.',
    todo: 'Use `mla upgrade`, keep the installed release, or use another cluster.',
    look: async (context: CheckContext): Promise<Finding> =>
      answer((await context.facts.ownership(context)).refusals, 'earlier-kubeflow') ??
      passed('No other release of Kubeflow runs in this cluster.'),
  },
  {
    id: 'newer-definitions',
    title: 'CRDs that are newer than in the release',
    severity: 'blocks',
    why: 'Replacing a newer CRD with an older CRD would remove fields from existing objects.',
    todo: 'Migrate the objects first with the software that owns the CRD.',
    look: async (context: CheckContext): Promise<Finding> => {
      const { refusals, kept } = await context.facts.ownership(context);
      const names = kept.map(
        ({ position, because }) => `${context.plan.objects[position]?.key.name ?? ''} (${because})`,
      );
      return (
        answer(refusals, 'newer-definitions') ??
        passed(
          names.length === 0
            ? 'No CRD would be replaced by an older version.'
            : `Newer than this release’s, and left as they are: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}.`,
        )
      );
    },
  },
  {
    id: 'kept-databases',
    title: 'Databases of an earlier installation',
    severity: 'blocks',
    why: 'A database keeps the first password it was given. With another password, nothing can open its data.',
    todo: 'Restore the Secrets of the earlier installation, or delete its volumes.',
    look: async ({ facts, plan, knownCredentials }: CheckContext): Promise<Finding> => {
      const { found, claims } = await facts.survey(plan);
      const secrets = new Set(
        found.flatMap(({ planned }) => (planned.key.kind === 'Secret' ? [secretName(planned)] : [])),
      );
      const locked = findLockedDatabases({ plan, claims, secrets, known: knownCredentials });
      if (locked.length === 0) return passed('No database has data that this installation could not open.');
      const { evidence, fix } = sayLocked(locked);
      return failed(evidence, fix);
    },
  },
];

/** What stands against it, as one finding: what fixes the first comes first. */
function answer(refusals: readonly Refusal[], question: OwnershipQuestion): Finding | undefined {
  const own = refusals.filter((refusal) => refusal.question === question);
  const [first] = own;
  if (first === undefined) return undefined;
  return failed(
    own.map(({ evidence }) => evidence).join(' '),
    [...new Set(own.map(({ fix }) => fix))].join(' '),
    own.find(({ field }) => field !== undefined)?.field,
  );
}
