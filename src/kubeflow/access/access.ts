import type { AccessWish, TlsWish } from '../../installation/access/access.ts';
import { addressText, browserPort } from '../../installation/access/address-text.ts';
import { kubeflowGateway } from '../gateway.ts';

/** The Service and the pods of the gateway, and the Gateway object that all of Kubeflow's routes are attached to. Source: the releases. */
export const entrance = {
  namespace: kubeflowGateway.namespace,
  service: kubeflowGateway.service,
  plainPort: kubeflowGateway.port,
  securePort: 443,
  pods: { app: 'istio-ingressgateway' },
  gateway: { namespace: 'kubeflow', name: 'kubeflow-gateway' },
  /** The component that added objects belong to. */
  component: 'kubeflow-gateway',
} as const;

/** Where the certificate comes from; `release`: from an authority that the release's cert-manager makes. */
export type Tls =
  | { readonly from: 'none' }
  | { readonly from: 'release' }
  | { readonly from: 'issuer'; readonly kind: 'ClusterIssuer' | 'Issuer'; readonly name: string }
  | { readonly from: 'acme'; readonly server: string; readonly email: string; readonly solver: Solver }
  | { readonly from: 'files'; readonly certificate: string }
  | { readonly from: 'external' };

export type Solver = { readonly http01: string } | { readonly dns01: string };

interface Reached {
  readonly host: string | undefined;
  readonly tls: Tls;
}

/** How Kubeflow is reached. */
export type Access =
  | (Reached & { readonly expose: 'clusterIP' })
  | (Reached & { readonly expose: 'nodePort'; readonly port: number | undefined })
  | (Reached & { readonly expose: 'loadBalancer'; readonly annotations: Annotations })
  | (Reached & { readonly expose: 'ingress'; readonly host: string; readonly class: string } & Annotated)
  | (Reached & { readonly expose: 'gateway'; readonly host: string; readonly gateway: GatewayChoice } & Annotated);

type Annotations = Readonly<Record<string, string>>;
interface Annotated {
  readonly annotations: Annotations;
}
export type GatewayChoice =
  { readonly class: string } | { readonly existing: { readonly namespace: string; readonly name: string } };

/** The wish as one of the choices; undefined where the release stays as it is: a forwarded port, and nothing else. What the schema accepts is complete. */
export function readAccess(wish: AccessWish): Access | undefined {
  const { expose, host = '' } = wish;
  if (expose === 'clusterIP' && wish.tls === undefined) return undefined;
  const reached = { host: wish.host, tls: readTls(wish.tls) };
  const annotations = readAnnotations(wish.annotations);
  switch (expose) {
    case 'clusterIP':
      return { expose, ...reached };
    case 'nodePort':
      return { expose, ...reached, port: wish.nodePort };
    case 'loadBalancer':
      return { expose, ...reached, annotations };
    case 'ingress':
      return { expose, ...reached, host, class: wish.class ?? '', annotations };
    case 'gateway':
      return { expose, ...reached, host, gateway: readGateway(wish), annotations };
  }
}

function readTls(wish: TlsWish = { from: 'release' }): Tls {
  const { from } = wish;
  switch (from) {
    case 'issuer':
      return { from, kind: 'ClusterIssuer', name: '', ...wish.issuer };
    case 'acme':
      return readAcme(wish);
    case 'files':
      return { from, certificate: wish.certificate ?? '' };
    case 'none':
    case 'release':
    case 'external':
      return { from };
  }
}

function readAcme({ server = '', email = '', http01, dns01 = '' }: TlsWish): Tls {
  return { from: 'acme', server, email, solver: http01 === undefined ? { dns01 } : { http01 } };
}

function readGateway({ class: className, gateway = '' }: AccessWish): GatewayChoice {
  if (className !== undefined) return { class: className };
  const [namespace = '', name = ''] = gateway.split('/');
  return { existing: { namespace, name } };
}

function readAnnotations(texts: readonly string[] = []): Annotations {
  return Object.fromEntries(
    texts.map((text) => {
      const end = text.indexOf('=');
      return [text.slice(0, end), text.slice(end + 1)] as const;
    }),
  );
}

/** Whether browsers speak HTTPS: cookies are then for HTTPS only. */
export function isSecure({ tls }: Access): boolean {
  return tls.from !== 'none';
}

/** Stays visible wherever plain HTTP is chosen. */
export const plainHttp = 'Plain HTTP: passwords and sessions travel unencrypted. Everyone on the way can read them.';

/** Whether Istio's gateway itself speaks HTTPS: not where an Ingress, a Gateway or something else in front does. */
export function endsAtGateway({ expose, tls }: Access): boolean {
  return expose !== 'ingress' && expose !== 'gateway' && tls.from !== 'none' && tls.from !== 'external';
}

/** The address that browsers use, without a slash at the end; undefined until host and port are known. */
export function addressOf(access: Access): string | undefined {
  const { expose, tls } = access;
  const port = browserPort({ expose, nodePort: expose === 'nodePort' ? access.port : undefined, from: tls.from });
  return addressText({ host: access.host, port, secure: isSecure(access) });
}

/** Whether it is an IPv4 address, which a certificate and a route treat otherwise than a name. */
export function isAddress(host: string): boolean {
  return /^\d+(\.\d+){3}$/.test(host);
}
