import type { ObjectKey } from '../../kubernetes/objects/object.ts';
import type { CredentialName } from './credentials.ts';

/** Which published value is replaced by which secret. Everything that uses the value reads it from this Secret. */
export interface CredentialPlace {
  readonly component: string;
  readonly namespace: string;
  /** Kustomize adds a hash of the content to some names, so only their beginning is known. */
  readonly name: string | RegExp;
  readonly values: Readonly<Record<string, CredentialName>>;
}

/** Every Secret with a generated value. */
export const credentialPlaces: readonly CredentialPlace[] = [
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
  {
    component: 'pipelines',
    namespace: 'kubeflow',
    name: 'mysql-secret',
    values: { password: 'pipelinesDatabasePassword' },
  },
  {
    component: 'katib',
    namespace: 'kubeflow',
    name: 'katib-mysql-secrets',
    values: { MYSQL_ROOT_PASSWORD: 'katibDatabasePassword' },
  },
  {
    component: 'model-registry',
    namespace: 'kubeflow-user-example-com',
    name: 'model-registry-db-secrets',
    values: { POSTGRES_PASSWORD: 'registryDatabasePassword' },
  },
  {
    component: 'model-catalog',
    namespace: 'kubeflow',
    name: 'model-catalog-postgres',
    values: { POSTGRES_PASSWORD: 'catalogDatabasePassword' },
  },
  { component: 'login', namespace: 'sample-login', name: 'login-user', values: { USER_PASSWORD: 'userPassword' } },
  {
    component: 'history',
    namespace: 'sample-notebooks',
    name: 'history-database',
    values: { password: 'historyDatabasePassword' },
  },
];

/** Whether an object is the Secret of a place. */
export function isAt({ namespace, name }: CredentialPlace, key: ObjectKey): boolean {
  return (
    key.kind === 'Secret' &&
    key.namespace === namespace &&
    (typeof name === 'string' ? key.name === name : name.test(key.name))
  );
}

/** Whether an object is a Secret that holds a credential of the installation. */
export function isCredentialSecret(key: ObjectKey): boolean {
  return credentialPlaces.some((place) => isAt(place, key));
}
