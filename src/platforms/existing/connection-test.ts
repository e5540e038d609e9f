import type { ConnectionTest } from '../../api/contract.ts';
import type { ClusterAccess, KubernetesClient } from '../../kubernetes/client.ts';
import { networkError } from '../../kubernetes/network-errors.ts';
import { fingerprintOf, openTcp, openTls, openTunnel, type CertificateTrust } from '../../network/connect-tls.ts';
import { createLayerRunner, describeAddresses } from '../connection-layers.ts';
import { hasSimulatedNodes } from './simulated-nodes.ts';
import { checkAdministrator, readUserName } from './who-am-i.ts';

const connectTimeout = 10_000;

/** Tries the layers from the bottom up and stops at the first that fails. */
export async function testClusterConnection(given: {
  readAccess: () => Promise<ClusterAccess>;
  createClient: (access: ClusterAccess) => KubernetesClient;
  signal: AbortSignal;
}): Promise<ConnectionTest> {
  const { signal } = given;
  const runner = createLayerRunner();
  const access = await runner.run('address', async () => {
    const read = await given.readAccess();
    return { found: read, detail: read.server };
  });
  if (access === undefined) return runner.result();
  await testWay(access, runner, signal);
  const client = given.createClient(access);
  try {
    const user = await runner.run('login', async () => {
      const name = await readUserName(client, signal);
      return { found: { name }, detail: name === undefined ? 'accepted' : `as ${name}` };
    });
    await runner.run('permission', async () => {
      await checkAdministrator(client, user?.name, signal);
      return { found: true, detail: 'cluster administrator' };
    });
    await runner.run('version', async () => {
      const { gitVersion, platform } = await client.version({ signal });
      return { found: gitVersion, detail: `Kubernetes ${gitVersion}, ${platform}` };
    });
    // An account that may not list nodes has failed at the layers above; whatever else is wrong here says nothing of the connection.
    if (!runner.failed) runner.sawSimulation(await hasSimulatedNodes(client, signal).catch(() => false));
  } finally {
    await client.close();
  }
  return runner.result();
}

/** With a proxy, name and TCP are the proxy's business; a SOCKS proxy can only be tested by using it. */
async function testWay(access: ClusterAccess, runner: ReturnType<typeof createLayerRunner>, signal: AbortSignal): Promise<void> {
  const url = new URL(access.server);
  const proxy = access.proxyUrl === undefined ? undefined : new URL(access.proxyUrl.reveal());
  if (proxy !== undefined && !/^https?:$/.test(proxy.protocol)) return;
  const explained = async <T>(open: (limited: AbortSignal) => Promise<T>): Promise<T> => {
    const timeout = AbortSignal.timeout(connectTimeout);
    try {
      return await open(AbortSignal.any([signal, timeout]));
    } catch (thrown) {
      signal.throwIfAborted();
      const late = Object.assign(new Error(`no connection within ${String(connectTimeout / 1000)} s`), { code: 'ETIMEDOUT' });
      throw networkError(timeout.aborted ? late : thrown, access);
    }
  };
  if (proxy === undefined) await runner.run('name', () => explained(async () => ({ found: true, detail: await describeAddresses(url) })));
  const openWay = (limited: AbortSignal) => (proxy === undefined ? openTcp(url, limited) : openTunnel(url, proxy, limited));
  await runner.run(proxy === undefined ? 'tcp' : 'proxy', () =>
    explained(async (limited) => {
      const socket = await openWay(limited);
      const detail = proxy === undefined ? `${socket.remoteAddress ?? ''} port ${String(socket.remotePort ?? '')}` : `through ${proxy.host}`;
      socket.destroy();
      return { found: true, detail };
    }),
  );
  if (url.protocol === 'http:') return;
  await runner.run('tls', () =>
    explained(async (limited) => {
      const secure = await openTls(await openWay(limited), { url, trust: trustOf(access), serverName: access.serverName }, limited);
      const fingerprint = fingerprintOf(secure.getPeerCertificate());
      const protocol = secure.getProtocol() ?? 'TLS';
      secure.destroy();
      runner.sawCertificate(fingerprint);
      return { found: true, detail: access.insecure === true ? `${protocol}, CERTIFICATE NOT CHECKED, as the kubeconfig says` : `${protocol}, certificate trusted` };
    }),
  );
}

function trustOf(access: ClusterAccess): CertificateTrust {
  if (access.insecure === true) return { mode: 'insecure' };
  return access.certificateAuthority === undefined ? { mode: 'system' } : { mode: 'ca', certificate: access.certificateAuthority };
}
