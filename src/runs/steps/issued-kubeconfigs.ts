import { isError, toMlaError, type MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { WriteGuard } from '../../kubernetes/http/write-guard.ts';
import {
  listLimitedAccess,
  revokeAllLimitedAccess,
  type LimitedAccess,
} from '../../kubernetes/limited-access/limited-access.ts';
import type { StepServices } from './services.ts';

type Services = Pick<StepServices, 'loadKubeconfig' | 'openCluster'>;

/** The kubeconfigs that were issued for single namespaces of an installation's cluster, as far as the cluster says. */
export interface IssuedKubeconfigs {
  readonly issued: readonly LimitedAccess[];
  /** Why the cluster does not say it. */
  readonly problem?: MlaError;
}

/** Lists them. Never throws: a cluster that stays can be gone already. */
export function listIssuedKubeconfigs(
  installation: Installation,
  services: Services,
  request: { readonly signal: AbortSignal },
): Promise<IssuedKubeconfigs> {
  return onCluster(installation, services, (client) => listLimitedAccess(client, installation.metadata.name, request));
}

/** Revokes all of them, and gives those that it revoked. Never throws, for the same reason. */
export function revokeIssuedKubeconfigs(
  installation: Installation,
  services: Services,
  request: { readonly signal: AbortSignal; readonly lease: WriteGuard },
): Promise<IssuedKubeconfigs> {
  const openCluster: Services['openCluster'] = (of, kubeconfig) => services.openCluster(of, kubeconfig, request.lease);
  return onCluster(installation, { ...services, openCluster }, (client) =>
    revokeAllLimitedAccess(client, installation.metadata.name, request),
  );
}

/** As a deletion lists it. */
export function describeIssued({ id, namespace, expiresAt }: LimitedAccess): string {
  return `the kubeconfig ${id} for the namespace ${namespace} (valid until ${expiresAt})`;
}

async function onCluster(
  installation: Installation,
  { loadKubeconfig, openCluster }: Services,
  work: (client: KubernetesClient) => Promise<LimitedAccess[]>,
): Promise<IssuedKubeconfigs> {
  try {
    const client = await openCluster(installation, await loadKubeconfig(installation.metadata.name));
    try {
      return { issued: await work(client) };
    } finally {
      await client.close();
    }
  } catch (thrown) {
    // Without a stored kubeconfig, none was issued from it.
    return isError(thrown, 'run.nothingYet') ? { issued: [] } : { issued: [], problem: toMlaError(thrown) };
  }
}
