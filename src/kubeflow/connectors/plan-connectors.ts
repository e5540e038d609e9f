import { MlaError } from '../../errors/error.ts';
import type { AccessWish } from '../../installation/access/access.ts';
import { connectorSecretName, type ConnectorWish, type LoginWish } from '../../installation/login/login.ts';
import { redirectUriOf } from '../../installation/login/redirect-uri.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { GivenSecrets } from '../given-secrets.ts';
import { dexNames, readDexConfig } from '../login/dex-config.ts';
import { changeContainers, isObject, type ContainerFields, type ObjectPatch } from '../patches/object-patch.ts';
import type { Addition } from '../plan/additions/additions.ts';
import { withDexSetting } from '../users/static-passwords.ts';
import { dexConnector, variableOf, type DexConnector } from './dex-connector.ts';

/** The component that connectors are part of. */
export const dexComponent = 'dex';

/** All its keys are variables of Dex. */
const secretName = 'dex-connectors';

const { namespace } = dexNames;

/**
 * What the connectors of an installation change in a release; undefined where there are none. `givenSecrets` is left
 * out where nothing is sent. Throws `connector.secretMissing`, and `connector.taken` where somebody wrote a connector with the same id into
 * Dex's settings by hand.
 */
export function planConnectors({
  login,
  access,
  givenSecrets,
}: {
  readonly login?: LoginWish | undefined;
  readonly access?: AccessWish | undefined;
  readonly givenSecrets?: GivenSecrets | undefined;
}): Addition | undefined {
  if (login === undefined) return undefined;
  const redirectURI = (access && redirectUriOf(access)) ?? '';
  const { connectors } = login;
  return {
    patches: [
      settingsPatch(connectors.map((wish) => dexConnector(wish, redirectURI))),
      variablesPatch(connectors.map(({ id }) => id)),
    ],
    objects: [secretObject(connectors, givenSecrets)],
    component: dexComponent,
    why: 'The client secrets of external login services are variables of Dex, not settings.',
    notes: connectors.flatMap((wish) => notesOn(wish, redirectURI)),
  };
}

function settingsPatch(ours: readonly DexConnector[]): ObjectPatch {
  return {
    what: `login through ${ours.map(({ name }) => name).join(', ')}`,
    why: 'The installation says so. Connectors that were written by hand stay.',
    isFor: isObject({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: dexNames.configMap }),
    change: {
      object: (object) => {
        const data = object['data'] as Readonly<Record<string, string>>;
        const text = data[dexNames.file] ?? '';
        return { ...object, data: { ...data, [dexNames.file]: withConnectors(text, ours) } };
      },
    },
    missed: { component: dexComponent, complaint: missedDex },
  };
}

const missedDex = 'Dex’s settings are not where MLAnywhere knows them. Look who may log in.';

/** Dex's settings with these connectors before those that are there. */
function withConnectors(text: string, ours: readonly DexConnector[]): string {
  const others = connectorsIn(text);
  const taken = ours.find(({ id }) => others.some((other) => other.id === id));
  if (taken !== undefined) throw new MlaError('connector.taken', { connector: taken.id });
  return withDexSetting(text, 'connectors', [...ours, ...others]);
}

/** The connectors in Dex's settings. */
export function connectorsIn(text: string): readonly DexConnector[] {
  const { connectors } = readDexConfig(text);
  return Array.isArray(connectors) ? (connectors as DexConnector[]) : [];
}

function variablesPatch(ids: readonly string[]): ObjectPatch {
  const addVariables = (container: ContainerFields): ContainerFields =>
    container.name === 'dex'
      ? { ...container, envFrom: [...(container.envFrom ?? []), { secretRef: { name: secretName } }] }
      : container;
  return {
    what: `client secrets of ${ids.join(', ')} as variables`,
    why: 'Dex’s settings are a ConfigMap, which more people may read than a Secret.',
    isFor: isObject({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'dex' }),
    change: { object: (object) => changeContainers(object, addVariables) },
    missed: { component: dexComponent, complaint: missedDex },
  };
}

/** Dex puts the variable into the JSON of its settings, so what JSON cannot hold as it is goes in escaped. Source: dex, cmd/dex/config.go. */
function secretObject(connectors: readonly ConnectorWish[], values: GivenSecrets | undefined): KubernetesObject {
  const data = connectors.map(({ id }) => {
    const escaped = JSON.stringify(secretOf(id, values)).slice(1, -1);
    return [variableOf(id), Buffer.from(escaped).toString('base64')] as const;
  });
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secretName, namespace },
    type: 'Opaque',
    data: Object.fromEntries(data),
  };
}

/** Empty where nothing is sent. */
function secretOf(id: string, values: GivenSecrets | undefined): string {
  if (values === undefined) return '';
  const secret = values[connectorSecretName(id)];
  if (secret === undefined) throw new MlaError('connector.secretMissing', { connector: id });
  return secret.reveal();
}

function notesOn({ type, name, domains, organizations, host, issuer }: ConnectorWish, redirectURI: string): string[] {
  const everybody =
    (type === 'google' && domains === undefined) ||
    (type === 'github' && organizations === undefined && host === undefined);
  return [
    `Register this redirect URI at ${name}: ${redirectURI}`,
    ...(everybody
      ? [`Everybody with an account there can log in through ${name}. Without a Profile, they see nothing.`]
      : []),
    ...(issuer?.startsWith('http://') === true
      ? [`${name} is reached by plain HTTP: Dex sends the client secret unencrypted.`]
      : []),
  ];
}
