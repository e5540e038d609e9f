import type { KubernetesObject, ObjectKey } from '../../kubernetes/object.ts';
import { changeContainers, isObject, type ContainerFields, type ObjectPatch } from '../patches/object-patch.ts';
import type { CredentialName, Credentials } from './credentials.ts';

/** Which published value is replaced by which secret. Everything that uses the value reads it from this Secret. */
interface Replacement {
  readonly component: string;
  readonly namespace: string;
  /** Kustomize adds a hash of the content to some names, so only their beginning is known. */
  readonly name: string | RegExp;
  readonly values: Readonly<Record<string, CredentialName>>;
}

const replacements: readonly Replacement[] = [
  { component: 'dex', namespace: 'auth', name: 'dex-passwords', values: { DEX_USER_PASSWORD: 'userPasswordHash' } },
  { component: 'dex', namespace: 'auth', name: 'dex-oidc-client', values: { OIDC_CLIENT_SECRET: 'oidcClientSecret' } },
  {
    component: 'oauth2-proxy',
    namespace: 'oauth2-proxy',
    name: /^oauth2-proxy-[a-z0-9]{10}$/,
    values: { 'client-secret': 'oidcClientSecret', 'cookie-secret': 'cookieSecret' },
  },
  {
    component: 'pipelines',
    namespace: 'kubeflow',
    name: 'mlpipeline-minio-artifact',
    values: { accesskey: 'objectStoreAccessKey', secretkey: 'objectStoreSecretKey' },
  },
  { component: 'pipelines', namespace: 'kubeflow', name: 'mysql-secret', values: { password: 'pipelinesDatabasePassword' } },
  { component: 'katib', namespace: 'kubeflow', name: 'katib-mysql-secrets', values: { MYSQL_ROOT_PASSWORD: 'katibDatabasePassword' } },
  {
    component: 'model-registry',
    namespace: 'kubeflow-user-example-com',
    name: 'model-registry-db-secrets',
    values: { POSTGRES_PASSWORD: 'registryDatabasePassword' },
  },
  { component: 'model-catalog', namespace: 'kubeflow', name: 'model-catalog-postgres', values: { POSTGRES_PASSWORD: 'catalogDatabasePassword' } },
  { component: 'login', namespace: 'practice-login', name: 'login-user', values: { USER_PASSWORD: 'userPassword' } },
  { component: 'history', namespace: 'practice-notebooks', name: 'history-database', values: { password: 'historyDatabasePassword' } },
];

/** Databases that would let everyone in without a password, and the Secret that holds the one they get. */
const openDatabases = [
  { component: 'pipelines', name: 'mysql', secret: { name: 'mysql-secret', key: 'password' } },
  { component: 'katib', name: 'katib-mysql', secret: { name: 'katib-mysql-secrets', key: 'MYSQL_ROOT_PASSWORD' } },
] as const;

/** Patches that put an installation's own secrets in the place of the published ones. */
export function credentialPatches(credentials: Credentials): ObjectPatch[] {
  return [...replacements.map((replacement) => replaceSecret(replacement, credentials)), ...openDatabases.map(closeDatabase)];
}

function replaceSecret({ component, namespace, name, values }: Replacement, credentials: Credentials): ObjectPatch {
  const matches = (key: ObjectKey): boolean =>
    key.kind === 'Secret' && key.namespace === namespace && (typeof name === 'string' ? key.name === name : name.test(key.name));
  return {
    what: `generated ${Object.keys(values).join(', ')}`,
    why: 'The release publishes this value, so everyone knows it.',
    isFor: (key, owner) => owner === component && matches(key),
    change: { object: (object) => withValues(object, values, credentials) },
    missed: {
      component,
      complaint: `The Secret ${namespace}/${typeof name === 'string' ? name : name.source} is not in this release as MLAnywhere knows it. Look whether ${component} has kept a published password.`,
    },
  };
}

/** The whole content as `data`, published values replaced. Undefined when a value is not where it is expected. */
function withValues(object: KubernetesObject, values: Replacement['values'], credentials: Credentials): KubernetesObject | undefined {
  const { data = {}, stringData = {}, ...rest } = object as KubernetesObject & {
    data?: Record<string, string>;
    stringData?: Record<string, string>;
  };
  const encoded = Object.fromEntries(Object.entries(stringData).map(([field, text]) => [field, toBase64(text)]));
  const content: Record<string, string> = { ...data, ...encoded };
  if (Object.keys(values).some((field) => !(field in content))) return undefined;
  for (const [field, credential] of Object.entries(values)) content[field] = toBase64(credentials[credential].reveal());
  return { ...rest, data: content };
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

const ROOT_PASSWORD = 'MYSQL_ROOT_PASSWORD';
const EMPTY_ALLOWED = 'MYSQL_ALLOW_EMPTY_PASSWORD';

function closeDatabase({ component, name, secret }: (typeof openDatabases)[number]): ObjectPatch {
  const close = (container: ContainerFields): ContainerFields => {
    const { env = [] } = container;
    if (!env.some((variable) => variable.name === EMPTY_ALLOWED)) return container;
    const kept = env.filter((variable) => variable.name !== EMPTY_ALLOWED && variable.name !== ROOT_PASSWORD);
    return { ...container, env: [...kept, { name: ROOT_PASSWORD, valueFrom: { secretKeyRef: secret } }] };
  };
  return {
    what: 'root password required',
    why: 'The database would be set up to let root in without a password.',
    isFor: isObject({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kubeflow', name }),
    change: { object: (object) => changeContainers(object, close) },
    missed: { component, complaint: `The database kubeflow/${name} is no longer set up as MLAnywhere knows it. Look whether it asks for a password.` },
  };
}
