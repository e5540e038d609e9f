import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { changeContainers, isObject, type ContainerFields, type ObjectPatch } from '../patches/object-patch.ts';
import { credentialPlaces, isAt, type CredentialPlace } from './credential-places.ts';
import type { Credentials } from './credentials.ts';

/** Databases that would let everyone in without a password, and the Secret that holds the one they get. */
const openDatabases = [
  { component: 'pipelines', name: 'mysql', secret: { name: 'mysql-secret', key: 'password' } },
  { component: 'katib', name: 'katib-mysql', secret: { name: 'katib-mysql-secrets', key: 'MYSQL_ROOT_PASSWORD' } },
] as const;

/** Patches that put an installation's own secrets in the place of the published ones. */
export function credentialPatches(credentials: Credentials): ObjectPatch[] {
  return [...credentialPlaces.map((place) => replaceSecret(place, credentials)), ...openDatabases.map(closeDatabase)];
}

function replaceSecret(place: CredentialPlace, credentials: Credentials): ObjectPatch {
  const { component, namespace, name, values } = place;
  return {
    what: `generated ${Object.keys(values).join(', ')}`,
    why: 'The release publishes this value, so everyone knows it.',
    isFor: (key, owner) => owner === component && isAt(place, key),
    change: { object: (object) => withValues(object, values, credentials) },
    missed: {
      component,
      complaint: `The Secret ${namespace}/${typeof name === 'string' ? name : name.source} is not in this release as MLAnywhere knows it. Look whether ${component} has kept a published password.`,
    },
  };
}

/** The whole content as `data`, published values replaced. Undefined when a value is not where it is expected. */
function withValues(
  object: KubernetesObject,
  values: CredentialPlace['values'],
  credentials: Credentials,
): KubernetesObject | undefined {
  const {
    data = {},
    stringData = {},
    ...rest
  } = object as KubernetesObject & {
    data?: Record<string, string>;
    stringData?: Record<string, string>;
  };
  const encoded = Object.fromEntries(Object.entries(stringData).map(([field, text]) => [field, toBase64(text)]));
  const content: Record<string, string> = { ...data, ...encoded };
  if (Object.keys(values).some((field) => !(field in content))) return undefined;
  for (const [field, credential] of Object.entries(values)) {
    const secret = credentials[credential];
    if (secret === undefined) return undefined;
    content[field] = toBase64(secret.reveal());
  }
  return { ...rest, data: content };
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const rootPassword = 'MYSQL_ROOT_PASSWORD';
const emptyAllowed = 'MYSQL_ALLOW_EMPTY_PASSWORD';

function closeDatabase({ component, name, secret }: (typeof openDatabases)[number]): ObjectPatch {
  const close = (container: ContainerFields): ContainerFields => {
    const { env = [] } = container;
    if (!env.some((variable) => variable.name === emptyAllowed)) return container;
    const kept = env.filter((variable) => variable.name !== emptyAllowed && variable.name !== rootPassword);
    return { ...container, env: [...kept, { name: rootPassword, valueFrom: { secretKeyRef: secret } }] };
  };
  return {
    what: 'root password required',
    why: 'The database would be set up to let root in without a password.',
    isFor: isObject({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kubeflow', name }),
    change: { object: (object) => changeContainers(object, close) },
    missed: {
      component,
      complaint: `The database kubeflow/${name} is no longer set up as MLAnywhere knows it. Look whether it asks for a password.`,
    },
  };
}
