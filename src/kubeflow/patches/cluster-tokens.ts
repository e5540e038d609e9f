import type { ClusterTraits } from '../../kubernetes/cluster-kind/cluster-traits.ts';
import type { TokenIssuer } from '../../kubernetes/cluster-kind/token-issuer.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { NamedPatch } from './named-patch.ts';
import { isObject } from './object-patch.ts';

/** The gateway accepts tokens of the cluster's service accounts, so that a notebook or a CI job can log in without a person. */
export const clusterTokens: NamedPatch = {
  id: 'token-issuer',
  title: 'Login with service account tokens',
  why: 'The gateway only knows tokens of Dex. A notebook or CI job with a token of the cluster gets “401 Jwt issuer is not configured”.',
  forCluster: true,
  preset: (cluster) => {
    if (cluster === undefined) return { on: false, because: 'The cluster is not known yet.' };
    const { issuer } = cluster;
    if (issuer === undefined) return { on: false, because: 'The cluster does not say who signs its tokens.' };
    return issuer.isPublic
      ? { on: true, because: `The issuer of this cluster publishes its keys: ${issuer.issuer}.` }
      : {
          on: false,
          because: `The issuer ${issuer.issuer} does not publish its keys. Switched on, the patch copies today’s keys; apply again when they change.`,
        };
  },
  changes: (cluster) => [
    {
      what: 'tokens of the cluster accepted',
      why: 'Notebooks and CI jobs log in with the token of their service account.',
      isFor: isObject({
        apiVersion: 'security.istio.io/v1beta1',
        kind: 'RequestAuthentication',
        namespace: 'istio-system',
        name: 'dex-jwt',
      }),
      change: { object: (object) => withIssuer(object, cluster) },
    },
  ],
};

function withIssuer(object: KubernetesObject, cluster: ClusterTraits | undefined): KubernetesObject | undefined {
  const issuer = cluster?.issuer;
  const spec = object['spec'] as { jwtRules?: readonly { issuer: string }[] };
  const { jwtRules = [] } = spec;
  if (issuer === undefined || jwtRules.some((rule) => rule.issuer === issuer.issuer)) return undefined;
  return { ...object, spec: { ...spec, jwtRules: [...jwtRules, ruleOf(issuer)] } };
}

function ruleOf(issuer: TokenIssuer): object {
  return {
    issuer: issuer.issuer,
    ...keysOf(issuer),
    forwardOriginalToken: true,
    fromHeaders: [{ name: 'Authorization', prefix: 'Bearer ' }],
    outputClaimToHeaders: [
      { header: 'kubeflow-userid', claim: 'sub' },
      // Such tokens have no groups. Without this, a caller could set the header itself.
      { header: 'kubeflow-groups', claim: 'groups' },
    ],
  };
}

/** Nothing where Istio finds the keys by the issuer's own discovery. */
function keysOf({ isPublic, keysAddress, keys }: TokenIssuer): object {
  if (!isPublic) return { jwks: keys };
  return keysAddress === undefined ? {} : { jwksUri: keysAddress };
}
