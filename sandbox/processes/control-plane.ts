import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { MlaError } from '../../src/errors/error.ts';
import type { ControlPlaneBinary, ProgramName } from '../binary.ts';
import type { ClusterCertificates, Member } from '../certificates/cluster-certificates.ts';
import { writeKubeconfig } from '../kubeconfig.ts';
import { auditPolicy, egressConfiguration, portForwardConfiguration, type PodPort } from './configuration.ts';
import type { SandboxPorts } from './ports.ts';
import { startProgram, type SandboxProcess } from './process.ts';
import { configurationFiles, programs } from './programs.ts';

/** The real processes of one cluster. */
export interface ControlPlane {
  readonly processes: readonly SandboxProcess[];
  /** Unix socket that the API server sends its CONNECT requests to. */
  readonly egressSocket: string;
  /** Resolves with `sandbox.processEnded` when a program ends without having been told to. */
  readonly failed: Promise<MlaError>;
  /** SIGKILLs one program and starts it again after a pause (milliseconds), as a machine that reboots or a kubelet that restarts a static pod does. Resolves when it has been started. */
  crash(program: ProgramName, pauseMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ControlPlaneStart {
  readonly binary: ControlPlaneBinary;
  readonly name: string;
  readonly directory: string;
  readonly ports: SandboxPorts;
  /** What the tokens of service accounts name as their issuer. */
  readonly tokenIssuer: string;
  readonly certificates: ClusterCertificates;
  /** Ports of pods that programs on this machine answer, and where kwok takes connections to them. */
  readonly podPorts: { readonly kubelet: number; readonly ports: readonly PodPort[] } | undefined;
  /** Called when the socket's folder is there, before the API server starts. */
  readonly listenForEgress: (socket: string) => Promise<void>;
}

const kubeconfigUsers: readonly Member[] = ['controller-manager', 'scheduler', 'kwok'];
const readySeconds = 120;

/** Starts etcd and the API server together, then what needs the API server; resolves when all run. */
export async function startControlPlane(start: ControlPlaneStart): Promise<ControlPlane> {
  const { directory, certificates, ports, tokenIssuer, podPorts } = start;
  // Not in the state folder: a Unix socket's path must stay under 108 bytes.
  const socketFolder = await mkdtemp(join(tmpdir(), 'mla-'));
  const egressSocket = join(socketFolder, `${randomUUID().slice(0, 8)}.sock`);
  await mkdir(join(directory, 'logs'), { recursive: true, mode: 0o700 });
  await writeConfiguration(start, egressSocket);
  await start.listenForEgress(egressSocket);

  const processes: SandboxProcess[] = [];
  const failed = Promise.withResolvers<MlaError>();
  const run = async (program: ProgramName): Promise<SandboxProcess> => {
    const { arguments: argumentsOf, environment = {} } = programs[program];
    const process = await startProgram(start.binary, {
      program,
      arguments: argumentsOf({
        ports,
        tokenIssuer,
        pki: certificates.file,
        path: (name) => join(directory, name),
        kubelet: podPorts?.kubelet,
      }),
      environment,
      log: join(directory, 'logs', `${program}.log`),
    });
    processes.push(process);
    void process.failed.then(failed.resolve);
    return process;
  };
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    // The API server waits up to a minute for open watches when asked politely; etcd has it all.
    await Promise.all(
      processes.filter(({ program }) => program !== 'etcd').map((process) => process.stop({ kill: true })),
    );
    await Promise.all(processes.map((process) => process.stop()));
    await rm(socketFolder, { recursive: true, force: true });
  };

  try {
    const [, apiServer] = await Promise.all([run('etcd'), run('kube-apiserver')]);
    const failure = await Promise.race([failed.promise, waitUntilReady(start, apiServer)]);
    if (failure !== undefined) throw failure;
    await Promise.all([run('kube-controller-manager'), run('kube-scheduler'), run('kwok')]);
    const crash = async (program: ProgramName, pauseMs: number): Promise<void> => {
      const place = processes.findIndex((process) => process.program === program);
      await processes.splice(place, 1)[0]?.stop({ kill: true });
      await pause(pauseMs);
      if (!stopping) await run(program);
    };
    return { processes, egressSocket, failed: failed.promise, crash, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function writeConfiguration(
  { name, directory, ports, certificates, podPorts }: ControlPlaneStart,
  egressSocket: string,
): Promise<void> {
  const write = (file: string, text: string): Promise<void> => writeFile(join(directory, file), text, { mode: 0o600 });
  await Promise.all([
    write(configurationFiles.egress, egressConfiguration(egressSocket)),
    write(configurationFiles.auditPolicy, auditPolicy()),
    readFile(fileURLToPath(new URL('kwok-stages.yaml', import.meta.url)), 'utf8').then((stages) =>
      write(configurationFiles.stages, `${stages}${portForwardConfiguration(podPorts?.ports ?? [])}`),
    ),
    ...kubeconfigUsers.map((user) =>
      write(
        `${user}.kubeconfig`,
        writeKubeconfig({
          cluster: name,
          server: `https://127.0.0.1:${ports.apiServer}`,
          authority: certificates.authority.certificate,
          user,
          client: certificates.of(user),
        }),
      ),
    ),
  ]);
}

async function waitUntilReady({ ports, certificates }: ControlPlaneStart, apiServer: SandboxProcess): Promise<void> {
  const { certificate: cert, key } = certificates.of('simulation');
  const dispatcher = new Agent({ connect: { ca: certificates.authority.certificate, cert, key } });
  const deadline = Date.now() + readySeconds * 1000;
  try {
    while (Date.now() < deadline) {
      const status = await request(`https://127.0.0.1:${ports.apiServer}/readyz`, { dispatcher }).then(
        async ({ statusCode, body }) => (await body.dump(), statusCode),
        () => 0,
      );
      if (status === 200) return;
      await pause(50);
    }
  } finally {
    await dispatcher.close();
  }
  throw new MlaError('sandbox.notReady', {
    process: apiServer.program,
    seconds: readySeconds,
    log: apiServer.log,
    lastLine: await apiServer.lastLine(),
  });
}
