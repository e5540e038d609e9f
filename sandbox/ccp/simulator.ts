import { randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { issueCertificate, type CertificatePair } from '../certificates/issue.ts';
import { addonRoutes } from './addons.ts';
import { adminRoutes } from './admin.ts';
import type { StartCluster } from './clusters/cluster-starter.ts';
import { clusterRoutes } from './clusters/clusters.ts';
import { handleRequest, type ReceivedRequest } from './http/handle-request.ts';
import { inventoryRoutes } from './inventory.ts';
import { startLifecycle } from './clusters/lifecycle.ts';
import { loginRoutes } from './http/login.ts';
import { scalingRoutes } from './clusters/scaling.ts';
import { seed } from './seed.ts';
import { createSessions, type Sessions } from './http/sessions.ts';
import type { Simulation } from './simulation.ts';
import { openState, type StoredCluster } from './state.ts';
import { ccpSwitches, type CcpSwitches } from './switches.ts';
import { v2SystemRoutes } from './http/v2-system.ts';

export interface CcpSimulatorOptions {
  /** Certificate, state and clusters are kept here, and found again after a restart. */
  readonly directory: string;
  readonly startCluster: StartCluster;
  /** Default: the one of the last time, else any free one. */
  readonly port?: number;
  readonly username?: string;
  /** Default: a random one, kept in the directory. */
  readonly password?: string;
  readonly switches?: Partial<CcpSwitches>;
  /** 1 makes a cluster in about 1.5 s (and the start of the cluster behind it). */
  readonly speed?: number;
}

/** A simulated Cisco Container Platform control plane on 127.0.0.1. */
export interface CcpSimulator {
  /** `https://127.0.0.1:port`. */
  readonly address: string;
  /** SHA-256 of its self-signed certificate, hexadecimal in pairs. */
  readonly fingerprint: string;
  /** The certificate, PEM. */
  readonly certificate: string;
  readonly username: string;
  readonly password: string;
  /** Change them at any time. */
  readonly switches: CcpSwitches;
  readonly sessions: Sessions;
  /** Bearer token for `GET` and `PATCH /sandbox/switches`, where the switches are in another process. */
  readonly adminToken: string;
  /** All that came in, oldest first. */
  readonly requests: readonly ReceivedRequest[];
  readonly clusters: readonly StoredCluster[];
  /** From now on logins need this one; everybody is logged out. */
  changePassword(password: string): void;
  stop(): Promise<void>;
}

/** Starts it; clusters that were there before are started again first. */
export async function startCcpSimulator(options: CcpSimulatorOptions): Promise<CcpSimulator> {
  const { directory, startCluster, username = 'admin', speed = 1 } = options;
  const store = openState(directory, { password: options.password ?? randomBytes(12).toString('base64url') });
  const certificate = keepCertificate(directory);
  const switches = ccpSwitches.parse(options.switches ?? {});
  const adminToken = randomBytes(24).toString('base64url');
  const now = Date.now;
  const sessions = createSessions(switches, now);
  const lifecycle = startLifecycle({
    directory,
    store,
    switches,
    startCluster,
    tickMilliseconds: Math.max(5, 300 / speed),
  });
  const simulation: Simulation = { seed, switches, store, sessions, lifecycle, username, now };
  const routes = [loginRoutes, inventoryRoutes, v2SystemRoutes, clusterRoutes, scalingRoutes, addonRoutes]
    .flatMap((make) => make(simulation))
    .concat(adminRoutes(switches, adminToken));
  const requests: ReceivedRequest[] = [];
  await lifecycle.settle();

  const server = createServer({ cert: certificate.certificate, key: certificate.key }, (request, response) => {
    handleRequest({ simulation, routes, log: (received) => requests.push(received) }, request, response).catch(
      (thrown: unknown) => {
        response.destroy(thrown instanceof Error ? thrown : undefined);
      },
    );
  });
  store.state.port = await listen(server, options.port ?? store.state.port ?? 0);
  store.save();

  return {
    address: `https://127.0.0.1:${String(store.state.port)}`,
    fingerprint: new X509Certificate(certificate.certificate).fingerprint256,
    certificate: certificate.certificate,
    username,
    get password() {
      return store.state.password;
    },
    switches,
    sessions,
    adminToken,
    requests,
    get clusters() {
      return store.state.clusters;
    },
    changePassword(password) {
      store.state.password = password;
      store.save();
      sessions.endAll();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await lifecycle.stop();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The certificate of last time, so that a pinned fingerprint stays right over a restart. */
function keepCertificate(directory: string): CertificatePair {
  const path = join(directory, 'certificate.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as CertificatePair;
  } catch {
    const pair = issueCertificate({ commonName: 'ccp.example', hosts: ['127.0.0.1', 'localhost'] });
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(path, JSON.stringify(pair), { mode: 0o600 });
    return pair;
  }
}
