import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { hasCondition, isAvailable, objectName, type World } from '../simulation/world.ts';
import { withCondition } from './conditions.ts';
import type { CertificatePair } from '../certificates/issue.ts';
import { ensureCertificateSecret } from './certificate-secret.ts';

interface Certificate extends KubernetesObject {
  spec: {
    secretName: string;
    dnsNames?: string[];
    ipAddresses?: string[];
    commonName?: string;
    isCA?: boolean;
    issuerRef: { name: string; kind?: string };
  };
}

const lifetimeMs = 90 * 24 * 3_600_000;

/** In place of cert-manager: a Certificate whose Issuer is Ready gets its Secret, then becomes Ready. */
export function simulateCertificates(tools: SimulationTools): SimulatedController {
  return {
    name: 'cert-manager-certificates',
    standsFor: "cert-manager's Certificates, with their Secrets",
    inputs: ['deployments', 'certificates', 'issuers', 'clusterIssuers'],
    *pending(world) {
      if (!isAvailable(world, 'cert-manager/cert-manager')) return;
      for (const certificate of world.all('certificates') as Iterable<Certificate>)
        if (!hasCondition(certificate, 'Ready') && issuerIsReady(certificate, world))
          yield { id: objectName(certificate), object: objectName(certificate), act: () => issue(tools, certificate) };
    },
  };
}

function issuerIsReady({ spec: { issuerRef }, metadata: { namespace } }: Certificate, world: World): boolean {
  const issuer =
    issuerRef.kind === 'ClusterIssuer'
      ? world.get('clusterIssuers', issuerRef.name)
      : world.get('issuers', issuerRef.name, namespace);
  return issuer !== undefined && hasCondition(issuer, 'Ready');
}

/** The pair in the Secret of an Issuer with an authority of its own; undefined for any other issuer. */
async function authorityOf(
  { client }: SimulationTools,
  { spec: { issuerRef }, metadata: { namespace = '' } }: Certificate,
): Promise<CertificatePair | undefined> {
  if (issuerRef.kind === 'ClusterIssuer') return undefined;
  const issuer = await client.get(watchedKinds.issuers.type, { namespace, name: issuerRef.name });
  const { ca } = (issuer?.['spec'] ?? {}) as { readonly ca?: { readonly secretName: string } };
  if (ca === undefined) return undefined;
  const secret = await client.get(watchedKinds.secrets.type, { namespace, name: ca.secretName });
  const data = secret?.['data'] as Readonly<Record<string, string>> | undefined;
  const text = (key: string): string => Buffer.from(data?.[key] ?? '', 'base64').toString();
  return { certificate: text('tls.crt'), key: text('tls.key') };
}

async function issue(tools: SimulationTools, certificate: Certificate): Promise<void> {
  const { name, namespace = '' } = certificate.metadata;
  const { secretName, dnsNames = [], ipAddresses = [], commonName, isCA } = certificate.spec;
  const issuer = await authorityOf(tools, certificate);
  await ensureCertificateSecret(tools, {
    namespace,
    name: secretName,
    hosts: [...dnsNames, ...ipAddresses],
    commonName: commonName ?? dnsNames[0] ?? name,
    annotations: { 'cert-manager.io/certificate-name': name },
    ...(issuer !== undefined && { issuer }),
    ...(isCA === true && { isAuthority: true }),
  });
  const now = Date.now();
  const at = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
  const status = {
    conditions: withCondition(certificate, 'Ready', 'Ready', 'Certificate is up to date and has not expired'),
    notBefore: at(now),
    notAfter: at(now + lifetimeMs),
    renewalTime: at(now + (lifetimeMs * 2) / 3),
    revision: 1,
  };
  await tools.client.mergePatch(watchedKinds.certificates.type, { namespace, name, subresource: 'status' }, { status });
}
