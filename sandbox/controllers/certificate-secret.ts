import { type CertificatePair, issueCertificate } from '../certificates/issue.ts';
import type { SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';

export interface CertificateSecret {
  readonly namespace: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly commonName: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Who signs; the authority that simulated webhooks answer with when absent. */
  readonly issuer?: CertificatePair;
  /** The certificate is an authority itself. */
  readonly isAuthority?: boolean;
}

/** Makes a TLS Secret. */
export async function ensureCertificateSecret(
  { client, webhookAuthority }: SimulationTools,
  of: CertificateSecret,
): Promise<void> {
  const issuer = of.issuer ?? webhookAuthority;
  const { certificate, key } = issueCertificate({
    commonName: of.commonName,
    hosts: of.hosts,
    ...(of.isAuthority === true ? { days: 3650 } : { days: 90, issuer }),
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
    data: {
      'tls.crt': base64(certificate),
      'tls.key': base64(key),
      'ca.crt': base64(of.isAuthority === true ? certificate : issuer.certificate),
    },
  });
}
