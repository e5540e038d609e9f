import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ConnectionLayer, ConnectionTest } from '../../api/contract.ts';
import { toMlaError, MlaError } from '../../errors/error.ts';
import { fingerprintOf, hostOf } from '../../network/connect-tls.ts';
import type { CcpApi } from './ccp-api.ts';
import { ccpCodes as codes } from './error-codes.ts';
import { explainNetworkFailure } from './network-errors.ts';
import { openSecure, openWay, seeFingerprint, type CcpTarget } from './open-connection.ts';

type LayerName = ConnectionLayer['layer'];

/** What one layer does; returns what it found, in words. */
interface Probe {
  readonly layer: LayerName;
  readonly run: () => Promise<string>;
}

/** Tries the layers from the bottom up and stops at the first that fails. `readTarget` judges the address. */
export async function testCcpConnection(given: { readTarget: () => CcpTarget; connect: (target: CcpTarget) => CcpApi; signal: AbortSignal }): Promise<ConnectionTest> {
  const { signal } = given;
  const layers: ConnectionLayer[] = [];
  let fingerprint: string | undefined;

  const address = await runProbe({ layer: 'address', run: () => Promise.resolve(given.readTarget().url.origin) });
  layers.push(address);
  if (!address.ok) return { ok: false, layers };
  const target = given.readTarget();
  const api = given.connect(target);
  try {
    for (const probe of [...wayProbes(target, signal), tlsProbe(target, signal, (seen) => (fingerprint = seen)), ...ccpProbes(api, signal)]) {
      const layer = await runProbe(probe);
      layers.push(layer);
      if (layer.ok) continue;
      if (layer.layer === 'tls') fingerprint ??= await seeFingerprint(target, signal);
      break;
    }
  } finally {
    await api.session.transport.close();
  }
  return { ok: layers.every((layer) => layer.ok), layers, ...(fingerprint === undefined ? {} : { fingerprint }) };
}

async function runProbe({ layer, run }: Probe): Promise<ConnectionLayer> {
  const startedAt = performance.now();
  const milliseconds = (): number => Math.round((performance.now() - startedAt) * 10) / 10;
  try {
    const detail = await run();
    return { layer, ok: true, milliseconds: milliseconds(), detail };
  } catch (thrown) {
    const error = toMlaError(thrown).report();
    return { layer, ok: false, milliseconds: milliseconds(), detail: error.message, error };
  }
}

/** With a proxy, name and TCP are the proxy's business. */
function wayProbes(target: CcpTarget, signal: AbortSignal): Probe[] {
  const tcp = async (): Promise<string> => {
    const socket = await openWay(target, signal);
    const { remoteAddress = '', remotePort = 0 } = socket;
    socket.destroy();
    return target.proxy === undefined ? `${remoteAddress} port ${String(remotePort)}` : `through ${target.proxy.host}`;
  };
  if (target.proxy !== undefined) return [{ layer: 'proxy', run: tcp }];
  return [{ layer: 'name', run: () => resolveHost(target) }, { layer: 'tcp', run: tcp }];
}

async function resolveHost(target: CcpTarget): Promise<string> {
  const host = hostOf(target.url);
  if (isIP(host) !== 0) return 'an IP address';
  try {
    const addresses = await lookup(host, { all: true });
    return addresses.map(({ address }) => address).join(', ');
  } catch (thrown) {
    throw explainNetworkFailure(thrown, { address: target.url.origin });
  }
}

function tlsProbe(target: CcpTarget, signal: AbortSignal, onFingerprint: (fingerprint: string) => void): Probe {
  const run = async (): Promise<string> => {
    const socket: TLSSocket = await openSecure(target, await openWay(target, signal), signal);
    const certificate = socket.getPeerCertificate();
    const protocol = socket.getProtocol() ?? 'TLS';
    socket.destroy();
    onFingerprint(fingerprintOf(certificate));
    return `${protocol}, ${trustInWords[target.trust.mode]}`;
  };
  return { layer: 'tls', run };
}

const trustInWords: Readonly<Record<CcpTarget['trust']['mode'], string>> = {
  system: 'certificate trusted by this machine',
  ca: 'certificate trusted by the authority given',
  fingerprint: 'certificate is the pinned one',
  insecure: 'CERTIFICATE NOT CHECKED, as was chosen: anyone in between can read the password',
};

function ccpProbes(api: CcpApi, signal: AbortSignal): Probe[] {
  return [
    {
      layer: 'login',
      run: async () => {
        await api.session.login(signal);
        return `as ${api.session.username}`;
      },
    },
    {
      layer: 'permission',
      run: async () => {
        const [providers, clusters] = await Promise.all([api.listProviders(signal), api.listClusters(signal)]);
        const role = await api.readRole(signal);
        return [role, `${String(providers.length)} providers`, `${String(clusters.length)} clusters visible`].filter((part) => part !== undefined).join(', ');
      },
    },
    {
      layer: 'version',
      run: async () => {
        const version = await api.readVersion(signal);
        if (version !== undefined && Number.parseInt(version, 10) < 5) throw new MlaError(codes.noV3);
        return version === undefined ? 'CCP does not tell its version; its v3 API is there' : `CCP ${version}`;
      },
    },
  ];
}
