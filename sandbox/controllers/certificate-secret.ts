import { issueCertificate } from '../certificates/issue.ts';
import type { SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';

export interface CertificateSecret {
  readonly namespace: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly commonName: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Makes a TLS Secret whose certificate is signed by the authority that simulated webhooks answer with. */
export async function ensureCertificateSecret(
  { client, webhookAuthority }: SimulationTools,
  of: CertificateSecret,
): Promise<void> {
  const { certificate, key } = issueCertificate({
    commonName: of.commonName,
    hosts: of.hosts,
    days: 90,
    issuer: webhookAuthority,
  });
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  await ensureObject(client, watchedKinds.secrets.type, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: of.name,
      namespace: of.namespace,
      ...(of.annotations === undefined ? {} : { annotations: of.annotations }),
    },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': base64(certificate), 'tls.key': base64(key), 'ca.crt': base64(webhookAuthority.certificate) },
  });
}
