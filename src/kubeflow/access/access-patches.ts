import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { changeContainers, isObject, type ContainerFields, type ObjectPatch } from '../patches/object-patch.ts';
import { addressOf, endsAtGateway, entrance, isSecure, type Access } from './access.ts';
import { certificateSecret } from './certificate-objects.ts';

/** Dex's address inside the cluster, by which every release names it as issuer. */
const dexInside = 'http://dex.auth.svc.cluster.local:5556/dex';

/** What is different in the release's own objects. */
export function accessPatches(access: Access): ObjectPatch[] {
  return [
    ...servicePatches(access),
    ...gatewayPatches(access),
    ...cookiePatches(access),
    ...issuerPatches(access),
    ...challengePatches(access),
  ];
}

function servicePatches(access: Access): ObjectPatch[] {
  if (access.expose !== 'nodePort' && access.expose !== 'loadBalancer') return [];
  const type = access.expose === 'nodePort' ? 'NodePort' : 'LoadBalancer';
  return [
    {
      what: `Service of type ${type}`,
      why: 'The installation says that Kubeflow is reached this way.',
      isFor: isObject({ apiVersion: 'v1', kind: 'Service', namespace: entrance.namespace, name: entrance.service }),
      change: { object: (object) => exposed(object, { access, type }) },
      missed: { component: entrance.component, complaint: missedGateway },
    },
  ];
}

const missedGateway = 'The gateway of this release is not as MLAnywhere knows it. Look how Kubeflow is reached.';

interface Port {
  readonly port: number;
}

function exposed(object: KubernetesObject, { access, type }: { access: Access; type: string }): KubernetesObject {
  const spec = object['spec'] as { readonly ports: readonly Port[] };
  const open = endsAtGateway(access) ? entrance.securePort : entrance.plainPort;
  const nodePort = access.expose === 'nodePort' ? access.port : undefined;
  const annotations = access.expose === 'loadBalancer' ? access.annotations : {};
  const { metadata } = object;
  return {
    ...object,
    metadata:
      Object.keys(annotations).length === 0
        ? metadata
        : { ...metadata, annotations: { ...metadata.annotations, ...annotations } },
    spec: {
      ...spec,
      type,
      ports: spec.ports.map((port) => (port.port === open && nodePort !== undefined ? { ...port, nodePort } : port)),
    },
  };
}

/** HTTPS for everybody. Plain HTTP stays for `localhost` and names below it, which only forwarded ports and dashboards through the server are called; any other name is sent to HTTPS. */
function gatewayPatches(access: Access): ObjectPatch[] {
  const credentialName = certificateSecret(access);
  if (!endsAtGateway(access) || credentialName === undefined) return [];
  const servers = [
    {
      hosts: ['*'],
      port: { name: 'https', number: 443, protocol: 'HTTPS' },
      tls: { mode: 'SIMPLE', credentialName, minProtocolVersion: 'TLSV1_2' },
    },
    { hosts: ['*'], port: { name: 'http', number: 80, protocol: 'HTTP' }, tls: { httpsRedirect: true } },
    { hosts: ['localhost', '*.localhost'], port: { name: 'http-localhost', number: 80, protocol: 'HTTP' } },
  ];
  return [
    {
      what: 'HTTPS at the gateway, and a redirect to it',
      why: 'The release speaks plain HTTP only.',
      isFor: ({ apiVersion, kind, namespace, name }) =>
        apiVersion.startsWith('networking.istio.io/') &&
        kind === 'Gateway' &&
        namespace === entrance.gateway.namespace &&
        name === entrance.gateway.name,
      change: { object: (object) => ({ ...object, spec: { ...(object['spec'] as object), servers } }) },
      missed: { component: entrance.component, complaint: missedGateway },
    },
  ];
}

const webApps = [
  'jupyter-web-app-deployment',
  'volumes-web-app-deployment',
  'tensorboards-web-app-deployment',
  'kserve-models-web-application',
  'kserve-models-web-app',
];
const appCookies = 'APP_SECURE_COOKIES';

/** Browsers keep cookies for HTTPS only where they come by HTTPS, and send other cookies by either. */
function cookiePatches(access: Access): ObjectPatch[] {
  if (isSecure(access))
    return [
      {
        what: 'session cookie for HTTPS only',
        why: 'The session must not travel by plain HTTP.',
        isFor: ({ kind, namespace, name }) =>
          kind === 'ConfigMap' && namespace === 'oauth2-proxy' && name.startsWith('oauth2-proxy-parameters'),
        change: {
          object: (object) => ({ ...object, data: { ...(object['data'] as object), FORCE_HTTPS: 'true' } }),
        },
        missed: {
          component: 'oauth2-proxy',
          complaint: 'The parameters of OAuth2 Proxy are not where MLAnywhere knows them. Look at its session cookie.',
        },
      },
    ];
  return [
    {
      what: 'cookies of the web app for plain HTTP too',
      why: 'Without it, notebooks, volumes and TensorBoards cannot be created over plain HTTP: the browser drops the cookie.',
      isFor: ({ kind, namespace, name }) => kind === 'Deployment' && namespace === 'kubeflow' && webApps.includes(name),
      change: { object: (object) => changeContainers(object, allowPlain(object.metadata.name)) },
    },
  ];
}

/** The container of the web app is the one that has the variable, or is called like its Deployment. */
function allowPlain(deployment: string): (container: ContainerFields) => ContainerFields {
  return (container) => {
    const { env = [], name } = container;
    const known = env.some((variable) => variable.name === appCookies);
    if (!known && name !== deployment) return container;
    return {
      ...container,
      env: [...env.filter((one) => one.name !== appCookies), { name: appCookies, value: 'false' }],
    };
  };
}

/** Dex calls itself by the address that browsers use, so that an external login service can send them back. Programs in the cluster keep asking it inside. */
function issuerPatches(access: Access): ObjectPatch[] {
  const address = addressOf(access);
  if (address === undefined) return [];
  const issuer = `${address}/dex`;
  const why = 'Dex is known by the address that browsers use.';
  const domain = address.replace(/^https?:\/\//, '');
  return [
    {
      what: `issuer ${issuer}`,
      why,
      isFor: isObject({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'auth', name: 'dex' }),
      change: { object: (object) => inFile(object, 'config.yaml', [[`issuer: ${dexInside}`, `issuer: ${issuer}`]]) },
      missed: {
        component: 'dex',
        complaint: 'The issuer in dex’s settings is not where MLAnywhere knows it. Look whether people can log in.',
      },
    },
    {
      what: `issuer ${issuer}, redirects to ${domain}`,
      why,
      isFor: ({ kind, namespace, name }) =>
        kind === 'ConfigMap' && namespace === 'oauth2-proxy' && /^oauth2-proxy-[a-z0-9]{10}$/.test(name),
      change: {
        object: (object) =>
          inFile(object, 'oauth2_proxy.cfg', [
            [`oidc_issuer_url = "${dexInside}"`, `oidc_issuer_url = "${issuer}"\nwhitelist_domains = [ "${domain}" ]`],
          ]),
      },
      missed: {
        component: 'oauth2-proxy',
        complaint: 'The settings of OAuth2 Proxy are not as MLAnywhere knows them. Look whether people can log in.',
      },
    },
    {
      what: `tokens of ${issuer} accepted`,
      why: `${why} Its keys are read inside the cluster.`,
      isFor: ({ kind, namespace, name }) =>
        kind === 'RequestAuthentication' && namespace === entrance.namespace && name === 'dex-jwt',
      change: { object: (object) => withIssuer(object, issuer) },
      missed: {
        component: 'oauth2-proxy',
        complaint:
          'The gateway’s rule for tokens of dex is not as MLAnywhere knows it. Look whether people can log in.',
      },
    },
  ];
}

function inFile(
  object: KubernetesObject,
  file: string,
  replacements: readonly (readonly [before: string, after: string])[],
): KubernetesObject | undefined {
  const data = object['data'] as Readonly<Record<string, string>> | undefined;
  const text = data?.[file] ?? '';
  const changed = replacements.reduce((current, [before, after]) => current.replace(before, () => after), text);
  return changed === text ? undefined : { ...object, data: { ...data, [file]: changed } };
}

function withIssuer(object: KubernetesObject, issuer: string): KubernetesObject | undefined {
  const spec = object['spec'] as { readonly jwtRules?: readonly { readonly issuer: string }[] };
  const { jwtRules = [] } = spec;
  if (!jwtRules.some((rule) => rule.issuer === dexInside)) return undefined;
  const changed = jwtRules.map((rule) =>
    rule.issuer === dexInside ? { ...rule, issuer, jwksUri: `${dexInside}/keys` } : rule,
  );
  return { ...object, spec: { ...spec, jwtRules: changed } };
}

const challenges = '/.well-known/acme-challenge/*';

interface PolicyRule {
  readonly to?: readonly { readonly operation: { readonly notPaths?: readonly string[] } }[];
}

/** Challenges that come in by Istio's own Ingress class pass the gateway: its policies would ask the ACME server to log in. */
function challengePatches({ tls }: Access): ObjectPatch[] {
  if (tls.from !== 'acme' || !('http01' in tls.solver) || tls.solver.http01 !== 'istio') return [];
  const policies = ['istio-ingressgateway-oauth2-proxy', 'istio-ingressgateway-require-jwt'];
  return [
    {
      what: 'ACME challenges without login',
      why: 'The ACME server cannot log in.',
      isFor: ({ kind, namespace, name }) =>
        kind === 'AuthorizationPolicy' && namespace === entrance.namespace && policies.includes(name),
      change: { object: openChallenges },
    },
  ];
}

function openChallenges(object: KubernetesObject): KubernetesObject {
  const spec = object['spec'] as { readonly rules: readonly PolicyRule[] };
  const rules = spec.rules.map((rule) => ({
    ...rule,
    to: (rule.to ?? []).map(({ operation }) => ({
      operation: { ...operation, notPaths: [...(operation.notPaths ?? []), challenges] },
    })),
  }));
  return { ...object, spec: { ...spec, rules } };
}
