import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { addressOf, endsAtGateway, entrance, isSecure, plainHttp, type Access } from './access.ts';
import { authoritySecret } from './certificate-objects.ts';

/** Where Kubeflow is reached, as the cluster tells now. */
export interface FoundAddress {
  /** Undefined where the cluster has not given one yet. */
  readonly address: string | undefined;
  /** What a user has to know or do, in sentences. */
  readonly notes: readonly string[];
}

interface Looking {
  readonly client: Pick<KubernetesClient, 'get' | 'list'>;
  readonly signal: AbortSignal;
}

/** Looks the address up: what the load balancer, the Ingress or the nodes say. */
export async function findAddress(access: Access, looking: Looking): Promise<FoundAddress> {
  const { place, port } = await placeOf(access, looking);
  const host = access.host ?? place;
  const scheme = isSecure(access) ? 'https' : 'http';
  const address =
    addressOf(access) ??
    (host === undefined ? undefined : `${scheme}://${host.includes(':') ? `[${host}]` : host}${port}`);
  const isWaited = waitsForPlace(access) && place === undefined;
  if (isNameless(access)) return { address: undefined, notes: [nameless] };
  return { address: isWaited ? undefined : address, notes: notesOn(access, { place, isWaited }) };
}

function notesOn({ expose, host, tls }: Access, { place, isWaited }: { place: string | undefined; isWaited: boolean }) {
  const isNamed = host !== undefined && place !== undefined && place !== host;
  return [
    ...(isWaited ? [`${waiting[expose]} Look again with \`mla access show\`.`] : []),
    ...(isNamed ? [`The name ${host} must lead to ${place}.`] : []),
    ...(tls.from === 'release'
      ? ['Browsers must trust its authority once: `mla access show NAME --authority` prints the certificate.']
      : []),
    ...(tls.from === 'none' ? [plainHttp] : []),
  ];
}

/** What has the certificate leads to the nodes, and only its name tells where it is. */
function isNameless({ expose, host, tls }: Access): boolean {
  return expose === 'nodePort' && tls.from === 'external' && host === undefined;
}

const nameless =
  'No host is set, so MLAnywhere does not know the address of what is in front of Kubeflow. Set it with `mla access set NAME --host`.';

const waiting = {
  clusterIP: '',
  nodePort: 'No node has told its address yet.',
  loadBalancer: 'The load balancer has not given an address yet.',
  ingress: 'The Ingress has no address yet.',
  gateway: 'The Gateway has no address yet.',
} as const;

/** A port of nodes and a name of yours are known before the cluster tells anything. */
function waitsForPlace({ expose, host }: Access): boolean {
  return expose === 'loadBalancer' || (expose === 'nodePort' && host === undefined);
}

interface Place {
  /** A host name or address of the cluster. */
  readonly place: string | undefined;
  /** With the colon; empty for the usual one. */
  readonly port: string;
}

async function placeOf(access: Access, looking: Looking): Promise<Place> {
  switch (access.expose) {
    case 'clusterIP':
      return { place: undefined, port: '' };
    case 'nodePort':
      return { place: await nodeAddress(looking), port: await nodePort(access, looking) };
    case 'loadBalancer':
      return { place: pointOf(await findService(looking)), port: '' };
    case 'ingress':
      return {
        place: pointOf(
          await looking.client.get<Pointed>(
            { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress', plural: 'ingresses', namespaced: true },
            { namespace: entrance.namespace, name: 'kubeflow-access' },
            { signal: looking.signal },
          ),
        ),
        port: '',
      };
    case 'gateway':
      return { place: await gatewayAddress(access, looking), port: '' };
  }
}

interface Pointed extends KubernetesObject {
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly { ip?: string; hostname?: string }[] } };
}

interface Service extends Pointed {
  readonly spec: { readonly ports: readonly { readonly port: number; readonly nodePort?: number }[] };
}

function pointOf(object: Pointed | undefined): string | undefined {
  const [first] = object?.status?.loadBalancer?.ingress ?? [];
  return first?.hostname ?? first?.ip;
}

function findService({ client, signal }: Looking): Promise<Service | undefined> {
  const { namespace, service } = entrance;
  return client.get<Service>(builtInTypes.service, { namespace, name: service }, { signal });
}

async function nodePort(access: Access, looking: Looking): Promise<string> {
  const open = endsAtGateway(access) ? entrance.securePort : entrance.plainPort;
  const port = (await findService(looking))?.spec.ports.find((one) => one.port === open)?.nodePort;
  return port === undefined ? '' : `:${port}`;
}

interface Node extends KubernetesObject {
  readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] };
}

/** Of the first node that has one; an address for outside before one for inside. */
async function nodeAddress({ client, signal }: Looking): Promise<string | undefined> {
  const addresses = (await client.list<Node>(builtInTypes.node, { signal })).flatMap(
    ({ status }) => status?.addresses ?? [],
  );
  const found = ['ExternalIP', 'InternalIP'].flatMap((type) => addresses.filter((one) => one.type === type));
  return found[0]?.address;
}

interface GatewayObject extends KubernetesObject {
  readonly status?: { readonly addresses?: readonly { readonly value: string }[] };
}

async function gatewayAddress(
  { gateway }: Extract<Access, { expose: 'gateway' }>,
  { client, signal }: Looking,
): Promise<string | undefined> {
  const place = 'existing' in gateway ? gateway.existing : { namespace: entrance.namespace, name: 'kubeflow-access' };
  const found = await client.get<GatewayObject>(
    { group: 'gateway.networking.k8s.io', version: 'v1', kind: 'Gateway', plural: 'gateways', namespaced: true },
    place,
    { signal },
  );
  return found?.status?.addresses?.[0]?.value;
}

/** The certificate of the authority in PEM, which is public; undefined where there is none, or none yet. */
export async function findAuthority({ tls }: Access, { client, signal }: Looking): Promise<string | undefined> {
  if (tls.from !== 'release') return undefined;
  const secret = await client.get(builtInTypes.secret, authoritySecret, { signal });
  const text = (secret?.['data'] as Readonly<Record<string, string>> | undefined)?.['tls.crt'];
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString();
}
