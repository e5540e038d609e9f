import type { AccessWish, TlsWish } from './access.ts';
import type { FoundationWish } from '../foundation.ts';

/** Something in `spec.kubeflow.access` that does not go together, with the path below it. */
export interface AccessRefusal {
  readonly path: readonly string[];
  readonly message: string;
}

type Fields<Of> = Readonly<Record<Exclude<keyof Of, 'expose' | 'from' | 'tls' | 'host'>, readonly string[]>>;

/** Which choice each field is for: with any other it would do nothing, and a field that does nothing is a promise. */
const accessFields: Fields<Required<AccessWish>> = {
  nodePort: ['nodePort'],
  annotations: ['loadBalancer', 'ingress', 'gateway'],
  class: ['ingress', 'gateway'],
  gateway: ['gateway'],
};
const tlsFields: Fields<Required<TlsWish>> = {
  issuer: ['issuer'],
  server: ['acme'],
  email: ['acme'],
  http01: ['acme'],
  dns01: ['acme'],
  certificate: ['files'],
};

/** What of an access cannot be carried out, with the reason. */
export function refuseAccess(access: AccessWish, foundation: FoundationWish | undefined): AccessRefusal[] {
  return [
    ...misplaced(access, { fields: accessFields, choice: access.expose, word: 'expose', path: [] }),
    ...(access.tls === undefined
      ? []
      : misplaced(access.tls, { fields: tlsFields, choice: access.tls.from, word: 'tls', path: ['tls'] })),
    ...missingWays(access),
    ...idleHost(access),
    ...missingHost(access),
    ...refuseTls(access),
    ...foreignGateway(access, foundation),
  ];
}

function misplaced(
  given: object,
  about: {
    readonly fields: Readonly<Record<string, readonly string[]>>;
    readonly choice: string;
    readonly word: string;
    readonly path: readonly string[];
  },
): AccessRefusal[] {
  const { fields, choice, word, path } = about;
  const values = given as Readonly<Record<string, unknown>>;
  return Object.entries(fields)
    .filter(([name, choices]) => values[name] !== undefined && !choices.includes(choice))
    .map(([name, choices]) => ({
      path: [...path, name],
      message: `has no effect with ${word} ${choice}: it is for ${choices.join(', ')}`,
    }));
}

/** Without a certificate, nothing of a forwarded port depends on a host name. */
function idleHost({ expose, host, tls }: AccessWish): AccessRefusal[] {
  if (expose !== 'clusterIP' || host === undefined || tls !== undefined) return [];
  const message =
    'has no effect with expose clusterIP: choose how the name leads to Kubeflow (expose), or say with tls who has its certificate';
  return [{ path: ['host'], message }];
}

function missingWays(access: AccessWish): AccessRefusal[] {
  const { expose, class: className } = access;
  if (expose === 'ingress' && className === undefined)
    return [{ path: ['class'], message: 'is missing: it names the Ingress class that Kubeflow is reached through' }];
  return expose === 'gateway' ? missingGateway(access) : [];
}

function missingGateway({ class: className, gateway, tls }: AccessWish): AccessRefusal[] {
  if (gateway === undefined)
    return className === undefined
      ? [{ path: ['class'], message: 'is missing: name a Gateway class, or with gateway an existing Gateway' }]
      : [];
  if (className !== undefined)
    return [{ path: ['gateway'], message: 'cannot be combined with class: an existing Gateway has its class' }];
  return tls?.from === 'external' || tls?.from === 'none'
    ? []
    : [
        {
          path: ['tls'],
          message:
            'must be external, or none: the certificate belongs to your Gateway, which MLAnywhere does not change',
        },
      ];
}

const isAddress = (host: string): boolean =>
  /^\d+(\.\d+){3}$/.test(host) && host.split('.').every((part) => String(Math.min(Number(part), 255)) === part);

function missingHost({ expose, host, tls }: AccessWish): AccessRefusal[] {
  const routed = expose === 'ingress' || expose === 'gateway' ? expose : undefined;
  const from = tls?.from ?? (expose === 'clusterIP' ? 'none' : 'release');
  const refusal =
    host === undefined ? noHost({ routed, from }) : badHost(host, { needsName: routed ?? (from === 'acme' && from) });
  return refusal === undefined ? [] : [{ path: ['host'], message: refusal }];
}

function noHost({ routed, from }: { routed: string | undefined; from: string }): string | undefined {
  if (routed !== undefined) return `is missing: ${routed} leads a host name to Kubeflow`;
  return from === 'none' || from === 'external'
    ? undefined
    : 'is missing: a certificate is for a host name. For plain HTTP, set tls to none';
}

function badHost(host: string, { needsName }: { needsName: string | false }): string | undefined {
  if (isAddress(host))
    return needsName === false ? undefined : `must be a host name: ${needsName} cannot use the address ${host}`;
  if (/(^|\.)\d+$/.test(host)) return `cannot be “${host}”: it is neither a host name nor an IPv4 address`;
  return /(^|\.)localhost$/.test(host) ? `cannot be “${host}”: with it, every browser asks its own machine` : undefined;
}

function refuseTls({ tls }: AccessWish): AccessRefusal[] {
  if (tls === undefined) return [];
  const missing = (name: keyof TlsWish, what: string): AccessRefusal[] =>
    tls[name] === undefined ? [{ path: ['tls', name], message: `is missing: ${what}` }] : [];
  if (tls.from === 'issuer' && tls.issuer === undefined)
    return [{ path: ['tls', 'issuer', 'name'], message: 'is missing: it names your issuer of cert-manager' }];
  if (tls.from === 'files') return refuseCertificate(tls);
  if (tls.from !== 'acme') return [];
  return [
    ...missing('server', 'it is the directory of the ACME server'),
    ...missing('email', 'the ACME server asks for one'),
    ...refuseSolver(tls),
  ];
}

/** An installation is shown to everybody who may see it, so it must not hold a key. The name of a file is what people give first. */
function refuseCertificate({ certificate }: TlsWish): AccessRefusal[] {
  const refused = (message: string): AccessRefusal[] => [{ path: ['tls', 'certificate'], message }];
  if (certificate === undefined) return refused('is missing: it holds the certificate and its chain in PEM');
  if (certificate.includes('PRIVATE KEY'))
    return refused('must not hold the private key: store it with mla access secret NAME tls-key');
  return certificate.includes('-----BEGIN CERTIFICATE-----')
    ? []
    : refused('must be the certificate itself in PEM, from -----BEGIN CERTIFICATE----- on, not the name of a file');
}

function refuseSolver({ http01, dns01 }: TlsWish): AccessRefusal[] {
  if (http01 === undefined && dns01 === undefined)
    return [{ path: ['tls', 'http01'], message: 'is missing: name an Ingress class, or give dns01' }];
  if (http01 !== undefined && dns01 !== undefined)
    return [{ path: ['tls', 'dns01'], message: 'cannot be combined with http01: choose one' }];
  return [];
}

function foreignGateway({ expose, tls }: AccessWish, foundation: FoundationWish | undefined): AccessRefusal[] {
  const istio = foundation?.istio ?? 'ours';
  if (istio === 'ours' || (expose === 'clusterIP' && tls === undefined)) return [];
  return [
    {
      path: expose === 'clusterIP' ? ['tls'] : ['expose'],
      message: `cannot be set while foundation.istio is ${istio}: the gateway is not MLAnywhere's to change. Expose it where you set it up`,
    },
  ];
}
