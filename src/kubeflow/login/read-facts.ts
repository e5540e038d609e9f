import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject, ResourceType } from '../../kubernetes/objects/object.ts';
import { dexNames, readDexConfig } from './dex-config.ts';
import type { LoginFacts } from './facts.ts';

/** What this needs of a cluster. */
export type FactsClient = Pick<KubernetesClient, 'get' | 'list'>;

const proxyName = { namespace: 'oauth2-proxy', name: 'oauth2-proxy' };

const requestAuthentications: ResourceType = {
  group: 'security.istio.io',
  version: 'v1',
  kind: 'RequestAuthentication',
  plural: 'requestauthentications',
  namespaced: true,
};

/** Profiles of Kubeflow. */
export const profileType: ResourceType = {
  group: 'kubeflow.org',
  version: 'v1',
  kind: 'Profile',
  plural: 'profiles',
  namespaced: false,
};

interface Holder extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly env?: readonly {
            readonly name: string;
            readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
          }[];
        }[];
        readonly volumes?: readonly { readonly configMap?: { readonly name: string } }[];
      };
    };
  };
}

/** Reads what explains a login that fails. What the account may not read, or is not there, is left out. */
export async function readLoginFacts(client: FactsClient, signal: AbortSignal): Promise<LoginFacts> {
  const [dex, proxy, gatewayIssuers, profiles] = await Promise.all([
    orNothing(readDex(client, signal)),
    orNothing(readProxy(client, signal)),
    orNothing(readGatewayIssuers(client, signal)),
    orNothing(client.list<Profile>(profileType, { signal })),
  ]);
  return {
    dexIssuer: dex?.issuer,
    proxyIssuer: proxy?.issuer,
    ...(gatewayIssuers && { gatewayIssuers }),
    ...(dex?.emails && { emails: dex.emails }),
    sameSecret: dex?.secret === undefined || proxy?.secret === undefined ? undefined : dex.secret === proxy.secret,
    ...(profiles && {
      profiles: profiles.map(({ metadata, spec }) => ({ name: metadata.name, owner: spec?.owner?.name ?? '' })),
    }),
  };
}

type Profile = KubernetesObject & { readonly spec?: { readonly owner?: { readonly name?: string } } };

async function readDex(
  client: FactsClient,
  signal: AbortSignal,
): Promise<{ issuer?: string | undefined; emails: string[]; secret?: string | undefined }> {
  const { namespace } = dexNames;
  const [settings, secret] = await Promise.all([
    client.get<Holder>(builtInTypes.configMap, { namespace, name: dexNames.configMap }, { signal }),
    orNothing(client.get<Holder>(builtInTypes.secret, { namespace, name: dexNames.clientSecret }, { signal })),
  ]);
  const { issuer, staticPasswords = [] } = readDexConfig(settings?.data?.[dexNames.file] ?? '');
  return {
    issuer,
    emails: staticPasswords.map(({ email }) => email),
    secret: secret?.data?.['OIDC_CLIENT_SECRET'],
  };
}

/** The names of its ConfigMaps and Secret change with their content; the Deployment knows them. */
async function readProxy(
  client: FactsClient,
  signal: AbortSignal,
): Promise<{ issuer?: string | undefined; secret?: string | undefined }> {
  const { namespace } = proxyName;
  const deployment = await client.get<Deployment>(builtInTypes.deployment, proxyName, { signal });
  const pod = deployment?.spec.template.spec;
  const reference = pod?.containers
    .flatMap(({ env = [] }) => env)
    .find(({ name }) => name === 'OAUTH2_PROXY_CLIENT_SECRET')?.valueFrom?.secretKeyRef;
  const configMaps = (pod?.volumes ?? []).flatMap(({ configMap }) => (configMap === undefined ? [] : [configMap.name]));
  const [secret, ...files] = await Promise.all([
    reference && orNothing(client.get<Holder>(builtInTypes.secret, { namespace, name: reference.name }, { signal })),
    ...configMaps.map((name) => client.get<Holder>(builtInTypes.configMap, { namespace, name }, { signal })),
  ]);
  const text = files.map((file) => file?.data?.['oauth2_proxy.cfg'] ?? '').join('\n');
  return {
    issuer: /^\s*oidc_issuer_url\s*=\s*"(.*)"\s*$/m.exec(text)?.[1],
    secret: reference && secret?.data?.[reference.key],
  };
}

async function readGatewayIssuers(client: FactsClient, signal: AbortSignal): Promise<string[]> {
  const found = await client.list<KubernetesObject & { spec?: { jwtRules?: readonly { issuer: string }[] } }>(
    requestAuthentications,
    { namespace: 'istio-system', signal },
  );
  return found.flatMap(({ spec }) => (spec?.jwtRules ?? []).map(({ issuer }) => issuer));
}

function orNothing<Value>(wanted: Promise<Value>): Promise<Value | undefined> {
  return wanted.catch(() => undefined);
}
