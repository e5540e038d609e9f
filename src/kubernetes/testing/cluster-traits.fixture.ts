import type { ClusterKindId } from '../cluster-kind/cluster-kind.ts';
import type { ClusterTraits } from '../cluster-kind/cluster-traits.ts';
import { describeIssuer } from '../cluster-kind/token-issuer.ts';

/** A cluster of a kind, as it was read. Without an issuer, it does not describe one. */
export function traitsOf(id: ClusterKindId, issuer?: string): ClusterTraits {
  return {
    kind: { id, title: `A ${id} cluster`, evidence: ['a sign'] },
    issuer:
      issuer === undefined
        ? undefined
        : describeIssuer({ issuer, address: 'https://10.0.0.1/openid/v1/jwks', keys: '{"keys":[]}' }),
  };
}
