import { dump } from 'js-yaml';
import { chooseContext, parseKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import type { IssuedAccess } from '../../kubernetes/limited-access/limited-access.ts';

/** A kubeconfig for the cluster of another one, with a token for one namespace. */
export function limitedKubeconfig(
  administrators: string,
  name: string,
  { namespace, token, id }: IssuedAccess,
): string {
  const { cluster } = chooseContext(parseKubeconfig(administrators), undefined);
  const context = `${name}-${namespace}`;
  return dump(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster }],
      users: [{ name: id, user: { token } }],
      contexts: [{ name: context, context: { cluster: name, user: id, namespace } }],
      'current-context': context,
    },
    { lineWidth: -1, noRefs: true },
  );
}
