import { createServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { CertificatePair } from '../../../sandbox/certificates/issue.ts';
import { forward } from '../service-network.fixture.ts';
import type { KubernetesObject } from '../../../src/kubernetes/objects/object.ts';

/** The name under which tests reach Kubeflow; it leads to this machine only in them. */
export const host = 'kubeflow.example.com';

/** The objects with the Secret that cert-manager writes for the gateway; without one where there is no certificate yet. */
export function withCertificate(
  objects: readonly KubernetesObject[],
  pair: CertificatePair | undefined,
): KubernetesObject[] {
  const metadata = { name: 'kubeflow-access-certificate', namespace: 'istio-system' };
  const encoded = (text: string): string => Buffer.from(text).toString('base64');
  const others = objects.filter(({ kind, metadata: { name } }) => kind !== 'Secret' || name !== metadata.name);
  if (pair === undefined) return others;
  const data = { 'tls.crt': encoded(pair.certificate), 'tls.key': encoded(pair.key) };
  return [...others, { apiVersion: 'v1', kind: 'Secret', metadata, type: 'kubernetes.io/tls', data }];
}

/** The Secret with the authority's certificate, as cert-manager writes it. */
export function authoritySecret(certificate: string): KubernetesObject {
  const metadata = { name: 'kubeflow-access-ca', namespace: 'istio-system' };
  const data = { 'tls.crt': Buffer.from(certificate).toString('base64') };
  return { apiVersion: 'v1', kind: 'Secret', metadata, data };
}

/** A proxy in front of Kubeflow that has the certificate, and speaks plain HTTP to a port of a node. */
export interface Front extends AsyncDisposable {
  readonly port: number;
  /** Paths that it was asked for. */
  readonly forwarded: readonly string[];
}

export async function startFront({ pair, to }: { pair: CertificatePair; to: number }): Promise<Front> {
  const forwarded: string[] = [];
  const server = createServer({ cert: pair.certificate, key: pair.key }, (incoming, outgoing) => {
    const { url: path = '/', headers } = incoming;
    forwarded.push(path);
    const sent = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
    forward(incoming, outgoing, {
      port: to,
      path,
      headers: { ...Object.fromEntries(sent), 'x-forwarded-proto': 'https' },
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    forwarded,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
