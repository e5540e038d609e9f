import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StartCluster } from '../../../../sandbox/ccp/clusters/cluster-starter.ts';
import { startCcpSimulator, type CcpSimulator } from '../../../../sandbox/ccp/simulator.ts';
import type { CcpSwitches } from '../../../../sandbox/ccp/switches.ts';
import type { Trust } from '../../../api/contract.ts';
import { installationSchema, type Installation } from '../../../installation/installation.ts';
import { createOutbound } from '../../../network/outbound.ts';
import type { ClusterNews, ClusterRequest, Connection, Platform } from '../../platform.ts';
import { createCcpPlatform } from '../ccp-platform.ts';
import type { CcpPacing } from '../api/pacing.ts';

export const sshKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFJbn9c1vXQvnPAVkpk7NFVRMFKV2Ld3zpbwhX6Vm0rW someone@example.com';

/** As quick as the simulator at its fastest. */
export const quickPacing: CcpPacing = {
  connectTimeout: 2_000,
  answerTimeout: 1_000,
  retryWait: 5,
  shortestPoll: 10,
  longestPoll: 10,
  lookWaits: [10, 20, 40, 80],
  slowAfter: 5_000,
  giveUpAfter: 15_000,
  troubleLimit: 300,
  kubeconfigWait: 200,
};

export const fixedKubeconfig = `apiVersion: v1
kind: Config
current-context: kubernetes-admin@kubernetes
clusters: [{ name: kubernetes, cluster: { server: "https://10.10.20.13:6443" } }]
users: [{ name: kubernetes-admin, user: { token: fixed } }]
contexts: [{ name: kubernetes-admin@kubernetes, context: { cluster: kubernetes, user: kubernetes-admin } }]
`;

/** A platform and the simulated CCP it talks to. */
export interface CcpLab {
  readonly ccp: CcpSimulator;
  readonly platform: Platform;
  readonly news: ClusterNews[];
  connection(changes?: { trust?: Trust; password?: string; address?: string; username?: string }): Connection;
  request(changes?: Partial<ClusterRequest>): ClusterRequest;
  stop(): Promise<void>;
}

/** Starts a simulator in a fresh folder, with clusters that are only a kubeconfig. */
export async function startCcpLab(
  options: {
    switches?: Partial<CcpSwitches>;
    pacing?: Partial<CcpPacing>;
    environment?: Record<string, string>;
    startCluster?: StartCluster;
    password?: string;
  } = {},
): Promise<CcpLab> {
  const directory = await mkdtemp(join(tmpdir(), 'mla-ccp-'));
  const startCluster =
    options.startCluster ?? (() => Promise.resolve({ kubeconfig: fixedKubeconfig, stop: () => Promise.resolve() }));
  const ccp = await startCcpSimulator({
    directory,
    startCluster,
    speed: 15,
    switches: options.switches ?? {},
    ...(options.password === undefined ? {} : { password: options.password }),
  });
  const platform = createCcpPlatform({
    outbound: createOutbound(options.environment ?? {}),
    pacing: { ...quickPacing, ...options.pacing },
  });
  const news: ClusterNews[] = [];

  function connection(changes: Parameters<CcpLab['connection']>[0] = {}): Connection {
    const {
      trust = { mode: 'fingerprint', sha256: ccp.fingerprint },
      password = ccp.password,
      address = ccp.address,
      username = ccp.username,
    } = changes;
    return { name: 'lab', input: { platform: 'ccp', address, username, password, trust } };
  }

  return {
    ccp,
    platform,
    news,
    connection,
    request: (changes = {}) => ({
      installation: demoInstallation(),
      owner: 'installation demo 7f3a',
      connection: connection(),
      signal: new AbortController().signal,
      tell: (item) => news.push(item),
      ...changes,
    }),
    async stop() {
      await ccp.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The installation of these tests, with fields of its CCP cluster changed at will. */
export function demoInstallation(ccp: Record<string, unknown> = {}, spec: Record<string, unknown> = {}): Installation {
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: {
      cluster: {
        platform: 'ccp',
        connection: 'lab',
        ccp: {
          datacenter: 'Lab 1',
          cluster: 'HX-Cluster',
          network: 'vmm/lab|ml|nodes',
          datastore: 'hx-datastore-1',
          image: 'ccp-tenant-image-1.17.6-ubuntu18-7.0.0',
          vipPool: 'default-network-subnet',
          sshKey,
          ...ccp,
        },
      },
      ...spec,
    },
  });
}

/** Orders a cluster; returns the body of the order that CCP received. */
export async function sentOrder(
  { platform, ccp, request }: CcpLab,
  given: Record<string, unknown> = {},
  spec: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  await platform.createCluster(request({ installation: demoInstallation(given, spec) }));
  const order = ccp.requests.find((one) => one.method === 'POST' && one.path === '/v3/clusters/');
  return JSON.parse(order?.body ?? '') as Record<string, unknown>;
}
