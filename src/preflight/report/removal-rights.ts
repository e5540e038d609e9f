import type { NeededRight } from '../../api/contract.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { clusterRoleName, clusterRoleOf } from './cluster-role.ts';

/** Name of the ClusterRole with these rights. */
const removalRoleName = 'mlanywhere-remover';

/** What programs make and an uninstall removes, beside the kinds of a plan. */
const madeByPrograms = [builtInTypes.lease, builtInTypes.configMap, builtInTypes.secret, builtInTypes.claim];

/** The rights that an upgrade and an uninstall need beside those of an installation. */
export function removalRights(plan: Plan): NeededRight[] {
  const planned = plan.objects.map(({ type: { group, plural } }) => ({ group, resource: plural }));
  const own = plan.objects.flatMap(({ serves }) =>
    serves === undefined ? [] : [{ group: serves.group, resource: serves.plural }],
  );
  const made = madeByPrograms.map(({ group, plural }) => ({ group, resource: plural }));
  const kinds = new Map([...planned, ...own, ...made].map((kind) => [`${kind.resource}.${kind.group}`, kind]));
  return [
    {
      group: '*',
      resource: '*',
      verbs: ['list'],
      namespaces: [],
      why: 'Tells what would go with a namespace or a definition, and whose it is.',
    },
    ...[...kinds.values()].map((kind) => ({
      ...kind,
      verbs: ['delete', 'patch'],
      namespaces: [],
      why: 'Removes it, and marks before what it belongs to.',
    })),
    ...own.map((kind) => ({
      ...kind,
      verbs: ['get', 'update'],
      namespaces: [],
      why: 'Writes objects again that are stored in a version which the next release does not have.',
    })),
    ...(own.length === 0
      ? []
      : [
          {
            group: builtInTypes.customResourceDefinition.group,
            resource: `${builtInTypes.customResourceDefinition.plural}/status`,
            verbs: ['patch'],
            namespaces: [],
            why: 'Says that no object is stored in such a version any more.',
          },
        ]),
  ];
}

/** These rights as a ClusterRole of their own: whoever only installs does not need them. */
export function removalRoleOf(plan: Plan): string {
  return clusterRoleOf(removalRights(plan), howToGive, removalRoleName);
}

const howToGive = `---
# The rights that mla upgrade and mla uninstall need beside these. To give them to the same account:
#   kubectl create clusterrolebinding ${removalRoleName} --clusterrole=${removalRoleName} --user=NAME
# They are wide: the account may delete all objects of these kinds. Take them back when ${clusterRoleName} is taken back.
`;
