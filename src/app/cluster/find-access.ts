import type { AccessReport } from '../../api/contract.ts';
import { readAccess } from '../../kubeflow/access/access.ts';
import { findAddress, findAuthority } from '../../kubeflow/access/find-address.ts';
import { type CheckRequest, withCluster } from '../check-cluster.ts';

/** How an installation, given as it was installed, is reached now. Throws as `checkCluster` does. */
export async function findAccess(request: CheckRequest): Promise<AccessReport> {
  const { metadata, spec } = request.installation;
  const wish = spec.kubeflow?.access;
  const access = wish === undefined ? undefined : readAccess(wish);
  if (access === undefined) return { expose: 'clusterIP', tls: null, address: null, notes: [], authority: null };
  return withCluster(request, async (client, signal) => {
    const { address, notes } = await findAddress(access, { client, signal });
    return {
      expose: access.expose,
      tls: access.tls.from,
      address: address ?? null,
      notes: notes.map((note) => note.replace('NAME', metadata.name)),
      authority: (await findAuthority(access, { client, signal })) ?? null,
    };
  });
}
