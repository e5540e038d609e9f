import { isError } from '../../errors/error.ts';
import type { KubernetesClient, RequestOptions } from '../client.ts';
import type { ClusterKind } from './cluster-kind.ts';
import { readNetworks, type ClusterNetworks } from './read-networks.ts';
import { readClusterKind } from './read-cluster-kind.ts';
import { readTokenIssuer, type TokenIssuer } from './token-issuer.ts';

/** What of a cluster decides how Kubeflow is installed on it. */
export interface ClusterTraits {
  readonly kind: ClusterKind;
  /** Undefined where the cluster does not describe it, or not to this account. */
  readonly issuer: TokenIssuer | undefined;
  readonly networks?: ClusterNetworks;
}

/** Reads them from the cluster: seven small requests. Throws as the client does. */
export async function readClusterTraits(
  client: KubernetesClient,
  options: RequestOptions = {},
): Promise<ClusterTraits> {
  const [kind, issuer, networks] = await Promise.all([
    readClusterKind(client, options),
    readTokenIssuer(client, options).catch((thrown: unknown) => {
      if (isError(thrown, 'kubernetes.forbidden')) return undefined;
      throw thrown;
    }),
    readNetworks(client, options),
  ]);
  return { kind, issuer, networks };
}
