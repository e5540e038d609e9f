import { MlaError } from '../../errors/error.ts';
import { readSolver } from '../../installation/access/read-solver.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { GivenSecrets } from '../given-secrets.ts';
import { entrance, isAddress, type Access, type Solver } from './access.ts';

/** The name of the key that belongs to given certificate files. */
export const keyName = 'tls-key';

/** The Secret that a DNS-01 solver refers to; its keys are the names of the stored secret values. */
const solverSecret = 'kubeflow-access-dns';

const { namespace } = entrance;
const authority = 'kubeflow-access-ca';
/** cert-manager's Certificate for the host name. */
export const serverCertificateName = 'kubeflow-access';
const account = 'kubeflow-access-acme';

/** Issued certificates and given files have Secrets of their own, so that cert-manager never writes over given files. */
const secrets = { issued: 'kubeflow-access-certificate', given: 'kubeflow-access-files', authority };

/** The Secret with the authority's certificate, which users trust once; only where the release makes the certificate. */
export const authoritySecret = { namespace, name: secrets.authority };

/** The Secret with certificate and key; undefined where there is none in the cluster. */
export function certificateSecret({ tls }: Access): string | undefined {
  if (tls.from === 'none' || tls.from === 'external') return undefined;
  return tls.from === 'files' ? secrets.given : secrets.issued;
}

/** Names of the stored values that an access needs. Throws `expose.solverUnreadable`. */
export function neededSecrets({ tls }: Access): readonly string[] {
  if (tls.from === 'files') return [keyName];
  return tls.from === 'acme' && 'dns01' in tls.solver ? solverSecretNames(tls.solver.dns01) : [];
}

/** Certificate, issuers and Secrets. `values` is left out where nothing is sent. Throws `expose.secretMissing` and `expose.solverUnreadable`. */
export function certificateObjects(access: Access, values: GivenSecrets | undefined): KubernetesObject[] {
  const { tls, host = '' } = access;
  switch (tls.from) {
    case 'none':
    case 'external':
      return [];
    case 'release':
      return [
        certificateObject(authority, {
          isCA: true,
          commonName: 'Kubeflow by MLAnywhere',
          secretName: secrets.authority,
          // Users trust it by hand: it outlives the cluster.
          duration: '87600h',
          privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
          issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'kubeflow-self-signing-issuer' },
        }),
        issuerObject(authority, { ca: { secretName: secrets.authority } }),
        serverCertificate(host, { kind: 'Issuer', name: authority }),
      ];
    case 'issuer':
      return [serverCertificate(host, tls)];
    case 'acme':
      return [
        issuerObject(account, {
          acme: {
            server: tls.server,
            email: tls.email,
            privateKeySecretRef: { name: account },
            solvers: [solverObject(tls.solver)],
          },
        }),
        serverCertificate(host, { kind: 'Issuer', name: account }),
        ...solverObjects(tls.solver, values),
      ];
    case 'files':
      return [
        secretObject(
          secrets.given,
          { 'tls.crt': tls.certificate, 'tls.key': valueOf(keyName, values) },
          'kubernetes.io/tls',
        ),
      ];
  }
}

function serverCertificate(host: string, { kind, name }: { kind: string; name: string }): KubernetesObject {
  return certificateObject(serverCertificateName, {
    ...(isAddress(host) ? { ipAddresses: [host] } : { dnsNames: [host] }),
    secretName: secrets.issued,
    usages: ['digital signature', 'server auth'],
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    issuerRef: { group: 'cert-manager.io', kind, name },
  });
}

function certificateObject(name: string, spec: object): KubernetesObject {
  return { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { name, namespace }, spec };
}

function issuerObject(name: string, spec: object): KubernetesObject {
  return { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name, namespace }, spec };
}

function secretObject(name: string, texts: Readonly<Record<string, string>>, type: string): KubernetesObject {
  const data = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString('base64')] as const);
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type, data: Object.fromEntries(data) };
}

function solverObject(solver: Solver): object {
  if ('http01' in solver) return { http01: { ingress: { ingressClassName: solver.http01 } } };
  return { dns01: readSolver(solver.dns01) };
}

/** What the solver itself needs: its credentials, or a way to the pods that answer challenges, which the release's policies block. */
function solverObjects(solver: Solver, values: GivenSecrets | undefined): KubernetesObject[] {
  if ('http01' in solver)
    return [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: account, namespace },
        spec: {
          podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
          policyTypes: ['Ingress'],
          ingress: [{ ports: [{ protocol: 'TCP', port: 8089 }] }],
        },
      },
    ];
  const names = solverSecretNames(solver.dns01);
  if (names.length === 0) return [];
  return [secretObject(solverSecret, Object.fromEntries(names.map((name) => [name, valueOf(name, values)])), 'Opaque')];
}

function solverSecretNames(dns01: string): string[] {
  return [...new Set(secretNames(readSolver(dns01)))].sort();
}

/** The keys of our Secret that a solver refers to, wherever they are in it. */
function secretNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { name, key } = value as { readonly name?: unknown; readonly key?: unknown };
  if (name === solverSecret && typeof key === 'string') return [key];
  return Object.values(value).flatMap(secretNames);
}

/** Empty where nothing is sent. Throws `expose.secretMissing`. */
function valueOf(name: string, values: GivenSecrets | undefined): string {
  if (values === undefined) return '';
  const secret = values[name];
  if (secret === undefined) throw new MlaError('expose.secretMissing', { secret: name });
  return secret.reveal();
}
