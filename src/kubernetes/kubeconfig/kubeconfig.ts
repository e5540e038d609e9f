import { MlaError } from '../../errors/error.ts';
import type { Ways } from '../../network/outbound.ts';
import { ProxyAddress } from '../../network/proxy/proxy-address.ts';
import { Secret } from '../../secret.ts';
import type { ClusterAccess } from '../client.ts';
import { chooseContext, parseKubeconfig, type KubeconfigCluster, type KubeconfigUser } from './kubeconfig-text.ts';
import { logInByProvider } from './auth-provider.ts';
import { logInByProgram } from './exec-credential.ts';
import { readNamedFile } from './named-files.ts';

export { listContexts } from './kubeconfig-text.ts';

export interface ReadKubeconfigOptions {
  /** Default: the current context. */
  readonly context?: string;
  /** Folder of the kubeconfig, for a file of one's own. Absent for an uploaded text, which then must not point to files. */
  readonly baseDirectory?: string;
  /** Whether it may run its login program. Only for a file of one's own, never for an uploaded text. */
  readonly execAllowed: boolean;
  /** The proxies of the environment, for a cluster whose kubeconfig names none itself, and what is refused. */
  readonly outbound?: Ways;
}

/** What a kubeconfig resolves to for one context: where the cluster is and how to log in. Rejects with an `MlaError` (050-059). */
export async function readKubeconfig(yaml: string, options: ReadKubeconfigOptions): Promise<ClusterAccess> {
  const { cluster, user, context, others } = chooseContext(parseKubeconfig(yaml), options.context);
  if (user.as !== undefined)
    throw new MlaError('kubeconfig.unsupported', { feature: `impersonation (as: ${user.as})` });
  const server = checkServerAddress(cluster.server);
  const certificateAuthority = await readPem(cluster, 'certificate-authority', options.baseDirectory);
  return {
    server,
    context,
    otherContexts: others,
    ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    ...(cluster['tls-server-name'] ? { serverName: cluster['tls-server-name'] } : {}),
    ...(cluster['insecure-skip-tls-verify'] === true ? { insecure: true } : {}),
    ...(options.outbound === undefined ? {} : { addressRules: options.outbound.rules }),
    ...(options.outbound?.authorities && { authorities: options.outbound.authorities }),
    ...chooseWay(cluster, options.outbound),
    ...(await credentialsOf(cluster, user, options)),
  };
}

/** Which way leads to the cluster of a kubeconfig, and why. Nobody logs in, and nothing is opened. */
export function readWay(
  yaml: string,
  options: Pick<ReadKubeconfigOptions, 'context' | 'outbound'>,
): Pick<ClusterAccess, 'server' | 'proxy' | 'proxyBecause'> {
  const { cluster } = chooseContext(parseKubeconfig(yaml), options.context);
  return { server: checkServerAddress(cluster.server), ...chooseWay(cluster, options.outbound) };
}

/** As kubectl: `proxy-url` goes before the variables of the environment. A proxy of the connection goes before both. */
function chooseWay(
  { server, 'proxy-url': named }: KubeconfigCluster,
  outbound: ReadKubeconfigOptions['outbound'],
): Pick<ClusterAccess, 'proxy' | 'proxyBecause'> {
  const way = outbound?.wayTo(new URL(server));
  if (named && way?.overrides !== true) {
    const proxy = ProxyAddress.read(checkUrl(named, ['http:', 'https:', 'socks5:', 'socks5h:'], 'proxy-url'));
    if (proxy !== undefined) return { proxy, proxyBecause: 'The kubeconfig names the proxy (proxy-url).' };
  }
  return way === undefined ? {} : { proxyBecause: way.because, ...(way.proxy && { proxy: way.proxy }) };
}

/** The same order as kubectl: tokens before passwords, and a login program only where nothing is written down. Certificates go with any of them. */
async function credentialsOf(
  cluster: KubeconfigCluster,
  user: KubeconfigUser,
  options: ReadKubeconfigOptions,
): Promise<Partial<ClusterAccess>> {
  const { baseDirectory, execAllowed } = options;
  const certificates = await certificatesOf(user, baseDirectory);
  const written = await writtenCredentials(user, baseDirectory);
  if (written !== undefined) return { ...certificates, ...written };
  if (!user.exec && !user['auth-provider']) return certificates;
  if (!execAllowed)
    throw new MlaError('kubeconfig.loginProgramRefused', {
      command: user.exec?.command ?? `auth-provider ${user['auth-provider']?.name ?? ''}`,
    });
  const { exec, 'auth-provider': provider } = user;
  if (exec)
    return {
      ...certificates,
      ...(await logInByProgram({ exec, baseDirectory, outbound: options.outbound })),
    };
  return { ...certificates, ...(provider && (await logInByProvider({ provider, cluster }))) };
}

async function certificatesOf(
  user: KubeconfigUser,
  baseDirectory: string | undefined,
): Promise<Pick<ClusterAccess, 'clientCertificate' | 'clientKey'>> {
  const clientCertificate = await readPem(user, 'client-certificate', baseDirectory);
  const clientKey = await readPem(user, 'client-key', baseDirectory);
  if ((clientCertificate === undefined) !== (clientKey === undefined)) {
    throw new MlaError('kubeconfig.incomplete', {
      reason: `the user has a client ${clientKey === undefined ? 'certificate without its key' : 'key without its certificate'}.`,
    });
  }
  return clientCertificate === undefined || clientKey === undefined
    ? {}
    : { clientCertificate, clientKey: new Secret(clientKey) };
}

async function writtenCredentials(
  user: KubeconfigUser,
  baseDirectory: string | undefined,
): Promise<Pick<ClusterAccess, 'token' | 'basic'> | undefined> {
  const { token, tokenFile, username, password } = user;
  if (tokenFile) {
    const readToken = async (): Promise<Secret> =>
      new Secret((await readNamedFile(tokenFile, 'tokenFile', baseDirectory)).trim());
    await readToken();
    return { token: readToken };
  }
  if (token === 'REDACTED' || password === 'REDACTED') throw withoutSecrets();
  if (token) return { token: () => Promise.resolve(new Secret(token)) };
  return username && password !== undefined ? { basic: { user: username, password: new Secret(password) } } : undefined;
}

export type PemField = 'certificate-authority' | 'client-certificate' | 'client-key';

/** `<field>-data` in the file itself goes before `<field>`, a path. Undefined when there is neither. */
export async function readPem(
  owner: KubeconfigCluster | KubeconfigUser,
  field: PemField,
  baseDirectory: string | undefined,
): Promise<string | undefined> {
  const fields: Partial<Record<PemField | `${PemField}-data`, unknown>> = owner;
  const data = fields[`${field}-data`];
  if (data === 'DATA+OMITTED' || data === 'REDACTED') throw withoutSecrets();
  if (typeof data === 'string' && data !== '')
    return checkPem(Buffer.from(data, 'base64').toString('utf8'), `${field}-data`);
  const file = fields[field];
  return typeof file === 'string' && file !== ''
    ? checkPem(await readNamedFile(file, field, baseDirectory), field)
    : undefined;
}

function checkPem(text: string, field: string): string {
  if (!/-----BEGIN [A-Z ]+-----[^]+-----END [A-Z ]+-----/.test(text))
    throw new MlaError('kubeconfig.certificateUnreadable', { field });
  return text;
}

function withoutSecrets(): MlaError {
  return new MlaError('kubeconfig.incomplete', {
    reason: 'its keys and tokens are left out, as `kubectl config view` does without `--raw`.',
  });
}

/** The address of an API server. It is shown and stored in the clear, so it holds no password. Throws `kubeconfig.unreadable`. */
export function checkServerAddress(text: string): string {
  const { username, password } = new URL(checkUrl(text, ['https:', 'http:'], 'server'));
  if (username !== '' || password !== '')
    throw new MlaError('kubeconfig.unreadable', {
      reason: 'server must not hold a user name or password: they belong to its user',
    });
  return text;
}

function checkUrl(text: string, protocols: readonly string[], field: string): string {
  if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
  // The text is not repeated: a proxy's address may hold a password.
  throw new MlaError('kubeconfig.unreadable', {
    reason: `${field} is not an address that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  });
}
