import { sayCount } from '../../api/say-count.ts';
import type { NeededRight } from '../../api/contract.ts';
import { failed, passed, type Check, type CheckContext, type Finding } from '../check.ts';
import type { ClusterFacts } from '../cluster-facts.ts';
import { neededRights } from '../report/needed-rights.ts';

const shownAtMost = 5;

export const rightsCheck: Check = {
  id: 'rights',
  title: 'Permissions of the account',
  severity: 'blocks',
  why: 'An installation creates namespaces, roles and CRDs for the whole cluster. Without a right it stops half-way.',
  todo: 'Ask for the rights that `mla preflight --report` lists, or use an account of a cluster administrator.',
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    if (await facts.mayDoEverything()) return passed('The account may do everything in the cluster.');
    const needed = neededRights(plan);
    const missing = (await Promise.all(needed.map((right) => whatIsMissing(facts, right)))).flat();
    if (missing.length === 0)
      return passed(`The account has the rights that this plan needs: ${sayCount(needed.length, 'right')}.`);
    const shown = missing.slice(0, shownAtMost).map(inWords);
    return failed(
      `The account lacks permissions in the cluster: ${shown.join('; ')}${missing.length > shownAtMost ? `; and ${missing.length - shownAtMost} more` : ''}.`,
      'Ask the cluster’s owner for exactly the rights that this plan needs: `mla preflight --report rights.yaml` writes them as a ClusterRole. Or use a kubeconfig of a cluster administrator (bound to cluster-admin).',
      'spec.cluster.connection',
    );
  },
};

/** The part of a right that the account does not have. */
async function whatIsMissing(facts: ClusterFacts, right: NeededRight): Promise<NeededRight[]> {
  const { group, resource, namespaces } = right;
  const missing = await Promise.all(
    right.verbs.map(async (verb): Promise<{ verb: string; namespaces: readonly string[] }[]> => {
      if (await facts.may({ verb, group, resource })) return [];
      if (namespaces.length === 0) return [{ verb, namespaces }];
      const denied = await Promise.all(
        namespaces.map(async (namespace) =>
          (await facts.may({ verb, group, resource, namespace })) ? [] : [namespace],
        ),
      );
      return denied.flat().length === 0 ? [] : [{ verb, namespaces: denied.flat() }];
    }),
  );
  const verbs = missing.flat();
  return verbs.length === 0
    ? []
    : [
        {
          ...right,
          verbs: verbs.map(({ verb }) => verb),
          namespaces: [...new Set(verbs.flatMap((one) => one.namespaces))],
        },
      ];
}

function inWords({ verbs, group, resource, namespaces }: NeededRight): string {
  const where =
    namespaces.length === 0
      ? ''
      : ` in ${namespaces.slice(0, 3).join(', ')}${namespaces.length > 3 ? ` and ${namespaces.length - 3} more namespaces` : ''}`;
  return `${verbs.join(', ')} ${resource}${group === '' ? '' : `.${group}`}${where}`;
}
