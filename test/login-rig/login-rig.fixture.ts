import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { startWebApps } from './dashboard.fixture.ts';
import { startDex } from './dex/dex.fixture.ts';
import { startGateway } from './gateway/gateway.fixture.ts';
import { specsOf } from './login-objects.fixture.ts';
import { startOauth2Proxy } from './oauth2-proxy.fixture.ts';
import type { RigProgram } from './rig-program.fixture.ts';
import { startServiceNetwork, type Programs } from './service-network.fixture.ts';

export interface LoginRig {
  /** Port of 127.0.0.1 that stands for port 80 of the gateway. */
  readonly port: number;
  /** Port of 127.0.0.1 that stands for port 443 of the gateway. */
  readonly securePort: number;
  /** `http://localhost:port`, as after a port forward. */
  readonly origin: string;
  /** The objects are other ones now. The gateway follows at once; other programs have read theirs at their start. */
  change(objects: readonly KubernetesObject[]): void;
  /** Starts a program again, with the objects as they are now. */
  restart(program: 'dex' | 'oauth2-proxy', options?: { readonly clockAheadSeconds?: number }): Promise<void>;
  /** Ends a program: nothing answers in its place. */
  end(program: 'dex' | 'oauth2-proxy'): Promise<void>;
  /** Lets the gateway judge tokens as if this time had passed. */
  passTime(seconds: number): void;
  /** The certificate that the gateway shows for a host name, PEM. */
  servedCertificate(host: string): Promise<string>;
  /** What all programs wrote, to look at. */
  log(): string;
  stop(): Promise<void>;
}

/** One key for all starts of Dex, as its storage keeps it. */
function signingKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'rig' };
}

/**
 * Everything that a login passes, as programs on this machine, with the settings that are in these objects: the gateway,
 * OAuth2 Proxy (the real program), Dex (played by a certified provider), and web apps that show who is asking.
 */
export async function startLoginRig(given: {
  readonly objects: readonly KubernetesObject[];
  /** Of the gateway; any free one when left out. */
  readonly port?: number;
  /** Programs of the test's own, by their Service, for example `team/lab`: ports of this machine. */
  readonly more?: Readonly<Record<string, number>>;
  /** Programs in place of the web apps, by the Service that leads to them: `kubeflow/ml-pipeline-ui`. */
  readonly behind?: Programs;
}): Promise<LoginRig> {
  const directory = await mkdtemp(join(tmpdir(), 'login-rig-'));
  let { objects } = given;
  let later = 0;
  const now = (): readonly KubernetesObject[] => objects;
  const programs: Programs = new Map(Object.entries(given.more ?? {}));
  const running = new Map<string, RigProgram>();
  const keys = [signingKey()];
  const network = await startServiceNetwork(now, programs);
  const start = async (name: string, service: string, make: () => Promise<RigProgram>): Promise<void> => {
    const program = await make();
    running.set(name, program);
    programs.set(service, program.port);
  };
  const makers = {
    dex: ({ clockAheadSeconds = 0 } = {}) =>
      start('dex', 'auth/dex', () => startDex(objects, { keys, clockAheadSeconds })),
    'oauth2-proxy': () =>
      start('oauth2-proxy', 'oauth2-proxy/oauth2-proxy', () =>
        startOauth2Proxy(objects, { directory, network: network.address }),
      ),
  };
  const end = async (name: string): Promise<void> => {
    await running.get(name)?.stop();
    running.delete(name);
  };
  await Promise.all([makers.dex(), makers['oauth2-proxy']()]);
  const apps = await startWebApps(now);
  running.set('web apps', apps);
  for (const { metadata } of specsOf(objects, 'Service'))
    if (metadata.namespace === 'kubeflow') programs.set(`kubeflow/${metadata.name}`, apps.port);
  for (const [service, behind] of given.behind ?? []) programs.set(service, behind);
  const gateway = await startGateway({ objects: now, programs, later: () => later, port: given.port ?? 0 });
  running.set('gateway', gateway);
  return {
    port: gateway.port,
    securePort: gateway.securePort,
    origin: `http://localhost:${gateway.port}`,
    change: (changed) => {
      objects = changed;
    },
    restart: async (name, options) => {
      await end(name);
      await makers[name](options);
    },
    end,
    passTime: (seconds) => {
      later = seconds;
    },
    servedCertificate: (host) => certificateAt(gateway.securePort, host),
    log: () => [...running].map(([name, program]) => `--- ${name}\n${program.log()}`).join('\n'),
    stop: async () => {
      await Promise.all([...running.keys()].map(end));
      await network.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Whatever it is, also one that is wrong: only the certificate is read, and nothing is sent, so nothing is verified. */
async function certificateAt(port: number, host: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, servername: host, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerX509Certificate();
  socket.destroy();
  return certificate?.toString() ?? '';
}
