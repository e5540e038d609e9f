import { MlaError } from '../errors/error.ts';
import type { AccessWish } from '../installation/access/access.ts';
import type { Installation } from '../installation/installation.ts';
import { connectorsOf } from '../installation/login/change-login.ts';
import { connectorSecretName } from '../installation/login/login.ts';
import { readAccess } from './access/access.ts';
import { requireConnector } from './connectors/require-connector.ts';
import { neededSecrets } from './access/certificate-objects.ts';

/**
 * Refuses an installation before anything is made for it, if a secret value that it needs is neither stored nor given
 * with it, or if one is given for a connector that it does not have. `given` and `stored` are names.
 * Throws `expose.secretMissing`, `connector.secretMissing` and `connector.unknown`.
 */
export function requireSecrets(
  installation: Installation,
  { given, stored }: { readonly given: readonly string[]; readonly stored: readonly string[] },
): void {
  const names = new Set([...given, ...stored]);
  for (const { id: connector } of connectorsOf(installation))
    if (!names.has(connectorSecretName(connector))) throw new MlaError('connector.secretMissing', { connector });
  for (const secret of secretsOfAccess(installation.spec.kubeflow?.access))
    if (!names.has(secret)) throw new MlaError('expose.secretMissing', { secret });
  for (const name of given)
    if (name.startsWith(connectorSecretName('')))
      requireConnector(installation, name.slice(connectorSecretName('').length));
}

/** Names of the values that an access needs. */
export function secretsOfAccess(wish: AccessWish | undefined): readonly string[] {
  const access = wish === undefined ? undefined : readAccess(wish);
  return access === undefined ? [] : neededSecrets(access);
}
