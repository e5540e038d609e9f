import type { ConnectionTest } from '../../api/contract.ts';
import { sayCount } from '../../api/say-count.ts';
import { isError, MlaError } from '../../errors/error.ts';
import {
  describeValidity,
  isValidAt,
  validityOf,
  validityOfBundle,
  type Validity,
} from '../../kubernetes/kubeconfig/certificate-dates.ts';
import type { ClusterAccess, KubernetesClient } from '../../kubernetes/client.ts';
import { readClusterKind } from '../../kubernetes/cluster-kind/read-cluster-kind.ts';
import { refusalOf } from '../../kubernetes/cluster-kind/refuse-kind.ts';
import { networkError } from '../../kubernetes/http/network-errors.ts';
import { tlsTargetOf } from '../../kubernetes/http/tls-target.ts';
import { fingerprintOf } from '../../network/connect-tls.ts';
import { findProxyRefusal } from '../../network/network-failure.ts';
import { openWay, secureWay } from '../../network/open-way.ts';
import { createLayerRunner, describeAddresses } from '../connection-layers.ts';
import { hasSimulatedNodes } from './simulated-nodes.ts';
import { readUserName, checkRights } from './who-am-i.ts';

const connectTimeout = 10_000;

/** Tries the layers from the bottom up and stops at the first that fails. */
export async function testClusterConnection(given: {
  readAccess: () => Promise<ClusterAccess>;
  createClient: (access: ClusterAccess) => KubernetesClient;
  signal: AbortSignal;
}): Promise<ConnectionTest> {
  const { signal } = given;
  const runner = createLayerRunner(signal);
  const access = await runner.run('address', async () => {
    const read = await given.readAccess();
    return {
      found: read,
      detail: `${read.server}${read.otherContexts?.length ? ` (context ${read.context ?? ''}, ${sayCount(read.otherContexts.length, 'other')} in the file)` : ''}`,
    };
  });
  if (access === undefined) return runner.result();
  await testWay(access, runner, signal);
  const client = given.createClient(access);
  try {
    const user = await runner.run('login', async () => {
      const name = await explainExpiry(readUserName(client, signal), access);
      const certificate = clientValidity(access);
      const parts = [
        name === undefined ? 'accepted' : `as ${name}`,
        ...(certificate === undefined ? [] : [`client certificate ${describeValidity(certificate, new Date())}`]),
      ];
      return { found: { name }, detail: parts.join(', ') };
    });
    await runner.run('permission', async () => ({
      found: true,
      detail: await checkRights(client, user?.name, signal),
    }));
    await runner.run('version', async () => {
      const { gitVersion, platform } = await client.version({ signal });
      return { found: gitVersion, detail: `Kubernetes ${gitVersion}, ${platform}` };
    });
    await runner.run('cluster', async () => {
      const kind = await readClusterKind(client, { signal });
      const refusal = refusalOf(kind);
      if (refusal !== undefined) throw refusal;
      const { title, evidence } = kind;
      return { found: kind, detail: evidence.length === 0 ? title : `${title}, recognized by ${evidence.join(', ')}` };
    });
    // An account that may not list nodes has failed at the layer permission; whatever else is wrong here says nothing of the connection.
    if (!runner.failed) runner.sawSimulation(await hasSimulatedNodes(client, signal).catch(() => false));
  } finally {
    await client.close();
  }
  return runner.result();
}

/** With a proxy, name and TCP are the proxy's business. */
async function testWay(
  access: ClusterAccess,
  runner: ReturnType<typeof createLayerRunner>,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(access.server);
  const { proxy } = access;
  const way = { proxy, rules: access.addressRules, authorities: access.authorities };
  const explained = async <T>(open: (limited: AbortSignal) => Promise<T>): Promise<T> => {
    const timeout = AbortSignal.timeout(connectTimeout);
    try {
      return await open(AbortSignal.any([signal, timeout]));
    } catch (thrown) {
      signal.throwIfAborted();
      const late = Object.assign(new Error(`no connection within ${String(connectTimeout / 1000)} s`), {
        code: 'ETIMEDOUT',
      });
      throw networkError(timeout.aborted && findProxyRefusal(thrown) === undefined ? late : thrown, access);
    }
  };
  if (proxy === undefined)
    await runner.run('name', () => explained(async () => ({ found: true, detail: await describeAddresses(url) })));
  await runner.run(proxy === undefined ? 'tcp' : 'proxy', () =>
    explained(async (limited) => {
      const socket = await openWay(url, way, limited);
      const detail =
        proxy === undefined
          ? `${socket.remoteAddress ?? ''} port ${String(socket.remotePort ?? '')}`
          : `through ${proxy.host}. ${access.proxyBecause ?? ''}`.trim();
      socket.destroy();
      return { found: true, detail };
    }),
  );
  if (url.protocol === 'http:') {
    const what = access.token !== undefined || access.basic !== undefined ? ', the login with it' : '';
    await runner.run('tls', () =>
      Promise.resolve({ found: true, detail: `NOT ENCRYPTED: plain http; everything can be read on the way${what}` }),
    );
    return;
  }
  await runner.run('tls', () =>
    explained(async (limited) => {
      const socket = await openWay(url, way, limited);
      const secure = await secureWay(socket, tlsTargetOf(access), { way, signal: limited });
      const shown = secure.getPeerCertificate();
      const protocol = secure.getProtocol() ?? 'TLS';
      secure.destroy();
      runner.sawCertificate(fingerprintOf(shown));
      const server = describeValidity({ from: new Date(shown.valid_from), to: new Date(shown.valid_to) }, new Date());
      return { found: true, detail: `${protocol}, certificate ${server}, ${trustInWords(access)}` };
    }),
  );
}

function trustInWords(access: ClusterAccess): string {
  if (access.insecure === true) return 'NOT CHECKED, as the kubeconfig says';
  if (access.certificateAuthority === undefined) return 'trusted by an authority of this machine';
  const authority = validityOfBundle(access.certificateAuthority);
  return `trusted by the authority in the kubeconfig${authority === undefined ? '' : `, which is ${describeValidity(authority, new Date())}`}`;
}

function clientValidity({ clientCertificate }: ClusterAccess): Validity | undefined {
  return clientCertificate === undefined ? undefined : validityOf(clientCertificate);
}

/** A server that does not know who is asking may not say why; the dates of the client certificate do. @throws `kubernetes.clientCertificateOutOfDate` */
async function explainExpiry<T>(login: Promise<T>, access: ClusterAccess): Promise<T> {
  try {
    return await login;
  } catch (thrown) {
    const validity = clientValidity(access);
    if (
      !isError(thrown, 'kubernetes.unauthorized', 'kubernetes.clientCertificateRefused') ||
      validity === undefined ||
      isValidAt(validity, new Date())
    )
      throw thrown;
    throw new MlaError(
      'kubernetes.clientCertificateOutOfDate',
      { server: access.server, from: validity.from.toISOString(), to: validity.to.toISOString() },
      { cause: thrown },
    );
  }
}
