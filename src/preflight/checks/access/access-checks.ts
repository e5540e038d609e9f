import { createPrivateKey, X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { type Access, entrance, isAddress, readAccess } from '../../../kubeflow/access/access.ts';
import { keyName } from '../../../kubeflow/access/certificate-objects.ts';
import type { KubernetesObject, ResourceType } from '../../../kubernetes/objects/object.ts';
import { type Check, type CheckContext, failed, type Finding, passed, warning } from '../../check.ts';

const field = 'spec.kubeflow.access';

/** Asks only where the installation says how Kubeflow is reached. */
function ofAccess(look: (access: Access, context: CheckContext) => Promise<Finding>): Check['look'] {
  return async (context) => {
    const wish = context.installation.spec.kubeflow?.access;
    const access = wish === undefined ? undefined : readAccess(wish);
    return access === undefined ? passed('Kubeflow is reached by a forwarded port only.') : look(access, context);
  };
}

const kindOf = (group: string, kind: string, plural: string, namespaced: boolean): ResourceType => ({
  group,
  version: 'v1',
  kind,
  plural,
  namespaced,
});
const kinds = {
  ingressClass: kindOf('networking.k8s.io', 'IngressClass', 'ingressclasses', false),
  gatewayClass: kindOf('gateway.networking.k8s.io', 'GatewayClass', 'gatewayclasses', false),
  gateway: kindOf('gateway.networking.k8s.io', 'Gateway', 'gateways', true),
  Issuer: kindOf('cert-manager.io', 'Issuer', 'issuers', true),
  ClusterIssuer: kindOf('cert-manager.io', 'ClusterIssuer', 'clusterissuers', false),
};

function find(
  { facts }: CheckContext,
  type: ResourceType,
  place: { readonly name: string; readonly namespace?: string },
): Promise<KubernetesObject | undefined> {
  return facts.object(type, { apiVersion: `${type.group}/${type.version}`, kind: type.kind, ...place });
}

const entranceCheck: Check = {
  id: 'access-entrance',
  title: 'Way to Kubeflow',
  severity: 'blocks',
  why: 'Kubeflow is installed, and nobody reaches it.',
  todo: 'Choose a class, a Gateway or a port that the cluster has, or another way.',
  look: ofAccess(async (access, context) => {
    switch (access.expose) {
      case 'clusterIP':
        return passed('Kubeflow gets no way in from the network.');
      case 'nodePort':
        return freePort(access.port, context);
      case 'loadBalancer':
        return balancer(context);
      case 'ingress':
        return (await find(context, kinds.ingressClass, { name: access.class })) === undefined
          ? failed(
              `The cluster has no Ingress class ${access.class}.`,
              'Choose one of those that `kubectl get ingressclass` lists.',
              `${field}.class`,
            )
          : passed(`The cluster has the Ingress class ${access.class}.`);
      case 'gateway':
        return gatewayFinding(access, context);
    }
  }),
};

async function gatewayFinding(
  { gateway }: Extract<Access, { expose: 'gateway' }>,
  context: CheckContext,
): Promise<Finding> {
  const isOurs = 'class' in gateway;
  const found = isOurs
    ? await find(context, kinds.gatewayClass, { name: gateway.class })
    : await find(context, kinds.gateway, gateway.existing);
  const what = isOurs
    ? `Gateway class ${gateway.class}`
    : `Gateway ${gateway.existing.namespace}/${gateway.existing.name}`;
  if (found !== undefined) return passed(`The cluster has the ${what}.`);
  return failed(
    `The cluster has no ${what}.`,
    'Choose one of those that `kubectl get gatewayclasses` and `kubectl get gateways -A` list. Without the Gateway API, choose another way.',
    `${field}.${isOurs ? 'class' : 'gateway'}`,
  );
}

interface PortService extends KubernetesObject {
  readonly spec?: { readonly type?: string; readonly ports?: readonly { readonly nodePort?: number }[] };
  readonly status?: { readonly loadBalancer?: { readonly ingress?: readonly unknown[] } };
}

/** What an API server has unless its `--service-node-port-range` says otherwise. */
const usualPorts = { first: 30_000, last: 32_767 };

/** The range of the cluster cannot be asked for: a dry run takes a port outside it too. Seen with Kubernetes 1.36. */
async function freePort(port: number | undefined, { facts }: CheckContext): Promise<Finding> {
  if (port === undefined) return passed('The cluster chooses the port of the nodes.');
  const services = (await facts.services()) as readonly PortService[];
  const other = services.find(
    ({ metadata, spec }) =>
      !(metadata.namespace === entrance.namespace && metadata.name === entrance.service) &&
      spec?.ports?.some(({ nodePort }) => nodePort === port) === true,
  );
  if (other !== undefined)
    return failed(
      `The Service ${other.metadata.namespace ?? ''}/${other.metadata.name} has the node port ${port} already.`,
      'Choose another port, or leave it out: the cluster then chooses one.',
      `${field}.nodePort`,
    );
  const { first, last } = usualPorts;
  if (port >= first && port <= last) return passed(`No Service has the node port ${port}.`);
  return warning(
    `The node port ${port} is not between ${first} and ${last}, the range of most clusters, which reject it in the middle of the installation.`,
    'Choose a port in this range, unless the API server has another `--service-node-port-range`. Or leave it out: the cluster then chooses one.',
    `${field}.nodePort`,
  );
}

const clouds: ReadonlySet<string> = new Set(['aks', 'eks', 'gke']);

async function balancer({ facts }: CheckContext): Promise<Finding> {
  const services = (await facts.services()) as readonly PortService[];
  const balanced = services.filter(({ spec }) => spec?.type === 'LoadBalancer');
  const served = balanced.find(({ status }) => (status?.loadBalancer?.ingress ?? []).length > 0);
  if (served !== undefined)
    return passed(
      `A load balancer gives addresses: ${served.metadata.namespace ?? ''}/${served.metadata.name} has one.`,
    );
  const { id } = await facts.kind();
  if (clouds.has(id)) return passed(`Clusters of this kind (${id}) have load balancers.`);
  return warning(
    balanced.length > 0
      ? `${balanced.length} Service(s) of type LoadBalancer wait for an address.`
      : 'No Service of this cluster has an address from a load balancer, so it may have none.',
    'Install MetalLB, kube-vip or the load balancer of your platform, or choose a node port.',
    `${field}.expose`,
  );
}

interface IssuerObject extends KubernetesObject {
  readonly status?: { readonly conditions?: readonly { type: string; status: string; message?: string }[] };
}

const issuerCheck: Check = {
  id: 'access-issuer',
  title: 'Issuer of the certificate',
  severity: 'blocks',
  why: 'No certificate is made, so browsers cannot connect.',
  todo: 'Name an issuer that `kubectl get clusterissuers,issuers -A` shows as ready.',
  look: ofAccess(async ({ tls }, context) => {
    if (tls.from !== 'issuer') return passed('The certificate needs no issuer of yours.');
    const place = tls.kind === 'Issuer' ? { namespace: entrance.namespace } : {};
    const issuer: IssuerObject | undefined = await find(context, kinds[tls.kind], { ...place, name: tls.name });
    const named = `${tls.kind} ${tls.name}`;
    if (issuer === undefined)
      return failed(`The cluster has no ${named}.`, `Create it, or name another one.`, `${field}.tls.issuer.name`);
    const ready = issuer.status?.conditions?.find(({ type }) => type === 'Ready');
    return ready?.status === 'True'
      ? passed(`The ${named} is ready.`)
      : failed(
          `The ${named} is not ready: ${ready?.message ?? 'cert-manager says nothing of it'}.`,
          `Run \`kubectl describe ${tls.kind.toLowerCase()} ${tls.name}\`.`,
        );
  }),
};

const filesCheck: Check = {
  id: 'access-certificate',
  title: 'Given certificate',
  severity: 'blocks',
  why: 'Browsers refuse a certificate for another name, or one that has expired. The gateway refuses a key that does not fit.',
  todo: 'Give a certificate for the host name, and store its key.',
  look: ofAccess(({ tls, host = '' }, { givenSecrets }) => {
    if (tls.from !== 'files') return Promise.resolve(passed('The certificate is not from a file.'));
    return Promise.resolve(judgeFiles(tls.certificate, { host, key: givenSecrets[keyName]?.reveal() }));
  }),
};

/** What is wrong with a certificate and its key. */
function judgeFiles(text: string, { host, key }: { host: string; key: string | undefined }): Finding {
  const at = `${field}.tls.certificate`;
  const certificate = attempt(() => new X509Certificate(text));
  if (certificate === undefined)
    return failed('The text is not a certificate in PEM.', 'Give the certificate with its chain, in PEM.', at);
  const { subjectAltName = 'no name', validTo } = certificate;
  const fits = isAddress(host) ? certificate.checkIP(host) : certificate.checkHost(host, { subject: 'never' });
  if (fits === undefined)
    return failed(`The certificate is for ${subjectAltName}, not for ${host}.`, 'Give one for this name.', at);
  if (certificate.validToDate.getTime() < Date.now())
    return failed(`The certificate expired on ${validTo}.`, 'Give one that is valid.', at);
  if (certificate.validFromDate.getTime() > Date.now())
    return failed(`The certificate is valid only from ${certificate.validFrom}.`, 'Give one that is valid now.', at);
  const store = `Run \`mla access secret NAME ${keyName} --file FILE\`.`;
  if (key === undefined) return failed('The key of the certificate is not stored.', store);
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === undefined) return failed('The stored key is not a private key in PEM without a password.', store);
  return certificate.checkPrivateKey(privateKey)
    ? passed(`The certificate is for ${host}, valid until ${validTo}, and its key fits.`)
    : failed('The stored key does not belong to the certificate.', store);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const hostCheck: Check = {
  id: 'access-host',
  title: 'Host name of Kubeflow',
  severity: 'informs',
  why: 'Browsers find Kubeflow by this name.',
  todo: 'Add the name to your DNS. Where it must lead is shown after the install, by `mla access show`.',
  look: ofAccess(async ({ host }) => {
    if (host === undefined || isAddress(host)) return passed('The access needs no name.');
    const found = await lookup(host).catch(() => undefined);
    return found === undefined
      ? warning(
          `The machine of MLAnywhere finds no address for ${host}.`,
          'Add the name to your DNS. `mla access show` tells where it must lead.',
          `${field}.host`,
        )
      : passed(`${host} leads to ${found.address}.`);
  }),
};

/** Whether Kubeflow can be reached as the installation says. */
export const accessChecks: readonly Check[] = [entranceCheck, issuerCheck, filesCheck, hostCheck];
