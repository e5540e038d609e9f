import type { ConnectionTest } from '../../api/contract.ts';
import { sayCount } from '../../api/say-count.ts';
import { fingerprintOf } from '../../network/connect-tls.ts';
import { createLayerRunner, describeAddresses, type LayerRunner } from '../connection-layers.ts';
import type { CcpApi } from './api/ccp-api.ts';
import { explainNetworkFailure } from './api/network-errors.ts';
import { openSecure, openWay, seeFingerprint, type CcpTarget } from './open-connection.ts';

/** Tries the layers from the bottom up and stops at the first that fails. `readTarget` judges the address. */
export async function testCcpConnection(given: {
  readTarget: () => CcpTarget;
  connect: (target: CcpTarget) => CcpApi;
  signal: AbortSignal;
}): Promise<ConnectionTest> {
  const runner = createLayerRunner(given.signal);
  const target = await runner.run('address', () => {
    const read = given.readTarget();
    return Promise.resolve({ found: read, detail: read.url.origin });
  });
  if (target === undefined) return runner.result();
  await testWay(target, runner, given.signal);
  await testCertificate(target, runner, given.signal);
  const api = given.connect(target);
  try {
    await testCcp(api, runner, given.signal);
  } finally {
    runner.sawSimulation(api.session.transport.simulated);
    await api.session.transport.close();
  }
  return runner.result();
}

/** With a proxy, name resolution and TCP are the proxy's part. */
async function testWay(target: CcpTarget, runner: LayerRunner, signal: AbortSignal): Promise<void> {
  if (target.proxy === undefined) {
    await runner.run('name', async () => {
      try {
        return { found: true, detail: await describeAddresses(target.url) };
      } catch (thrown) {
        throw explainNetworkFailure(thrown, { address: target.url.origin, because: target.because });
      }
    });
  }
  await runner.run(target.proxy === undefined ? 'tcp' : 'proxy', async () => {
    const socket = await openWay(target, signal);
    const { remoteAddress = '', remotePort = 0 } = socket;
    socket.destroy();
    return {
      found: true,
      detail:
        target.proxy === undefined
          ? `${remoteAddress} port ${String(remotePort)}`
          : `through ${target.proxy.host}. ${target.because ?? ''}`.trim(),
    };
  });
}

async function testCertificate(target: CcpTarget, runner: LayerRunner, signal: AbortSignal): Promise<void> {
  const wayIsOpen = !runner.failed;
  const trusted = await runner.run('tls', async () => {
    const socket = await openSecure(target, await openWay(target, signal), signal);
    const protocol = socket.getProtocol() ?? 'TLS';
    runner.sawCertificate(fingerprintOf(socket.getPeerCertificate()));
    socket.destroy();
    return { found: true, detail: `${protocol}, ${trustInWords[target.trust.mode]}` };
  });
  if (wayIsOpen && trusted === undefined) runner.sawCertificate(await seeFingerprint(target, signal));
}

const trustInWords: Readonly<Record<CcpTarget['trust']['mode'], string>> = {
  system: 'certificate trusted by this machine',
  ca: 'certificate trusted by the authority given',
  fingerprint: 'certificate is the pinned one',
  insecure: 'CERTIFICATE NOT CHECKED, as was chosen: anyone in between can read the password',
};

async function testCcp(api: CcpApi, runner: LayerRunner, signal: AbortSignal): Promise<void> {
  await runner.run('login', async () => {
    await api.session.login(signal);
    return { found: true, detail: `as ${api.session.username}` };
  });
  await runner.run('permission', async () => {
    const [providers, clusters] = await Promise.all([api.listProviders(signal), api.listClusters(signal)]);
    const role = await api.readRole(signal);
    const parts = [role, sayCount(providers.length, 'provider'), `${sayCount(clusters.length, 'cluster')} visible`];
    return { found: true, detail: parts.filter((part) => part !== undefined).join(', ') };
  });
  await runner.run('version', async () => {
    const version = await api.readVersion(signal);
    return { found: true, detail: describeVersion(version) };
  });
}

/** CCP's version number may not be its release. At this point the v3 API works. */
function describeVersion(version: string | undefined): string {
  if (version === undefined) return 'CCP does not tell its version; its v3 API is there';
  return Number.parseInt(version, 10) < 5
    ? `CCP ${version}, which is older than CCP 5; its v3 API works all the same`
    : `CCP ${version}`;
}
