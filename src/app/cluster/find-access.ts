import { isDeepStrictEqual } from 'node:util';
import type { AccessReport } from '../../api/contract.ts';
import { readAccess } from '../../kubeflow/access/access.ts';
import { findAddress, findAuthority } from '../../kubeflow/access/find-address.ts';
import { findCertificate } from '../../kubeflow/access/find-certificate.ts';
import { type CheckRequest, withCluster } from '../check-cluster.ts';

/** How an installation, given as it was installed, is reached now. Throws as `checkCluster` does. */
export async function findAccess(request: CheckRequest): Promise<AccessReport> {
  const { metadata, spec } = request.installation;
  const wish = spec.kubeflow?.access;
  const access = wish === undefined ? undefined : readAccess(wish);
  const unfinished = await noteUnfinished(request);
  if (access === undefined)
    return { expose: 'clusterIP', tls: null, address: null, notes: unfinished, authority: null };
  return withCluster(request, async (client, signal) => {
    const [{ address, notes }, certificate] = await Promise.all([
      findAddress(access, { client, signal }),
      findCertificate(access, { client, signal, now: new Date() }),
    ]);
    return {
      expose: access.expose,
      tls: access.tls.from,
      address: address ?? null,
      notes: [...unfinished, ...notes, ...(certificate?.notes ?? [])].map((note) =>
        note.replaceAll('NAME', metadata.name),
      ),
      ...(certificate?.validUntil && { certificate: { validUntil: certificate.validUntil.toISOString() } }),
      authority: (await findAuthority(access, { client, signal })) ?? null,
    };
  });
}

/** Says that a later run has sent parts of another access, and has not come to its end. */
async function noteUnfinished({ installation, installations }: CheckRequest): Promise<string[]> {
  const { metadata, spec } = installation;
  const attempted = await installations.findAttempted(metadata.name);
  const other = attempted.find((one) => !isDeepStrictEqual(one.spec.kubeflow?.access, spec.kubeflow?.access));
  if (other === undefined) return [];
  const expose = other.spec.kubeflow?.access.expose ?? 'clusterIP';
  return [
    `A change to ${expose} has not come to its end, so the cluster may have parts of it. See \`mla status ${metadata.name}\`.`,
  ];
}
