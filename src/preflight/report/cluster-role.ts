import { dump } from 'js-yaml';
import type { NeededRight } from '../../api/contract.ts';

/** Name of the ClusterRole of a report. */
export const clusterRoleName = 'mlanywhere-installer';

/** What a cluster says of itself. Kubernetes allows it to everybody, except where a company removed that, and the keys of tokens except to people. */
const ofItself = [
  '/version',
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/.well-known/openid-configuration',
  '/openid/v1/jwks',
];

/**
 * The rights as a ClusterRole, YAML, below a comment. In the whole cluster: namespaces that the
 * installation makes are not there yet, so no Role in them can be.
 */
export function clusterRoleOf(
  rights: readonly NeededRight[],
  comment: string = howToGive,
  name: string = clusterRoleName,
): string {
  const byResource = Map.groupBy(rights, ({ group, resource }) => `${resource}.${group}`);
  const resources = [...byResource.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined
      ? []
      : [{ ...first, verbs: [...new Set(same.flatMap(({ verbs }) => verbs))].toSorted() }];
  });
  const rules = [...Map.groupBy(resources, ({ group, verbs }) => `${group} ${verbs.join(' ')}`).values()].flatMap(
    (same) => {
      const [first] = same;
      return first === undefined
        ? []
        : [
            {
              apiGroups: [first.group],
              resources: same.map(({ resource }) => resource).toSorted(),
              verbs: first.verbs,
            },
          ];
    },
  );
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name },
    rules: [...rules, { nonResourceURLs: ofItself, verbs: ['get'] }],
  };
  return `${comment}${dump(role, { flowLevel: 3, lineWidth: -1 })}`;
}

const howToGive = `# The rights that an installation needs. To give them to an account:
#   kubectl apply -f FILE
#   kubectl create clusterrolebinding ${clusterRoleName} --clusterrole=${clusterRoleName} --user=NAME
# For a service account, write --serviceaccount=NAMESPACE:NAME instead of --user=NAME.
# Take them back after the installation: kubectl delete clusterrolebinding ${clusterRoleName}
`;
