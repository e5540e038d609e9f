import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MlaError } from '../src/errors/error.ts';
import type { ClusterAccess } from '../src/kubernetes/client.ts';
import { findControlPlaneBinary, type ProgramName } from './binary.ts';
import { prepareCertificates } from './certificates/cluster-certificates.ts';
import { createEgressServer } from './egress/connect-server.ts';
import { startFaultProxy } from './faults/proxy.ts';
import { FaultRules } from './faults/rules.ts';
import { createFirstObjects, waitForNodes } from './first-objects.ts';
import { accessOf, writeKubeconfig, type KubeconfigContent } from './kubeconfig.ts';
import { sandboxKubernetes } from './kubernetes-version.ts';
import { defaultNodes, type NodeSpec } from './nodes.ts';
import type { PodPort } from './processes/configuration.ts';
import { startControlPlane, type ControlPlaneStart } from './processes/control-plane.ts';
import { chooseFreePort, chooseFreePorts, findTakenPort } from './processes/ports.ts';
import { configurationFiles } from './processes/programs.ts';
import { startSimulation, type Simulation } from './simulation/simulation.ts';
import { loadState, saveState } from './state.ts';
import { sandboxStatus, type SandboxStatus } from './status.ts';
import { Switches, type SwitchSettings } from './switches.ts';

export interface SandboxOptions {
  readonly name: string;
  /** State folder. When it holds a cluster already, that cluster is started again: same ports, data, certificates. */
  readonly directory: string;
  readonly nodes?: readonly NodeSpec[];
  /** What its nodes say they run, `v1.36.3`; that of the control plane unless another system ordered another one. */
  readonly kubernetesVersion?: string;
  /** What the tokens of its service accounts name as their issuer, an https address. A managed cluster has one of its cloud. */
  readonly tokenIssuer?: string;
  /** Whether Services of type LoadBalancer get an address. Default true. */
  readonly loadBalancer?: boolean;
  readonly switches?: Partial<SwitchSettings>;
  /** False: no simulated controllers of Kubeflow; nodes, pods, volumes and addresses are still there. Default true. */
  readonly simulate?: boolean;
  /** Ports of its pods that programs on this machine answer when they are forwarded; none by default, as nothing runs. */
  readonly podPorts?: readonly PodPort[];
  /** Told what takes long, for example a build of the control plane. */
  readonly log?: (line: string) => void;
}

/** A running sandbox cluster. */
export interface SandboxCluster {
  readonly name: string;
  readonly server: string;
  /** YAML, user `admin`: bound to cluster-admin by RBAC. */
  readonly kubeconfig: string;
  readonly access: ClusterAccess;
  readonly directory: string;
  /** Path of the API server's audit log: one JSON line for each write that a client sent. */
  readonly auditLog: string;
  /** What goes wrong on the way through `kubeconfigThroughFaults`; nothing at first. */
  readonly faults: FaultRules;
  /** YAML: the same cluster and user, by way of the fault proxy. */
  readonly kubeconfigThroughFaults: string;
  readonly accessThroughFaults: ClusterAccess;
  /** Can be changed at any time. */
  readonly switches: Switches;
  /** SIGKILLs one program of the control plane and starts it again after a pause (milliseconds). Resolves when it has been started, which is before it answers. */
  crash(program: ProgramName, pauseMs: number): Promise<void>;
  /** Resolves with the reason when a program of the control plane ends by itself; never when all is well. */
  readonly failed: Promise<MlaError>;
  status(): Promise<SandboxStatus>;
  stop(): Promise<void>;
}

/**
 * Starts a cluster: real control plane, simulated nodes and surroundings. Resolves when its nodes take work.
 * @throws an error of `sandbox.`
 */
export async function startSandboxCluster(options: SandboxOptions): Promise<SandboxCluster> {
  const { name, directory } = options;
  const binary = await findControlPlaneBinary(options.log === undefined ? {} : { log: options.log });
  const previous = await loadState(directory);
  const state = previous ?? { name, ports: await chooseFreePorts(), nodes: options.nodes ?? defaultNodes };
  // A cluster that was killed while it started ends its programs only once they have started.
  const taken = await findTakenPort(state.ports, previous === undefined ? undefined : 30_000);
  if (taken !== undefined) throw new MlaError('sandbox.portTaken', { name, port: taken, directory });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const certificates = await prepareCertificates(join(directory, 'pki'));
  if (previous === undefined) await saveState(directory, state);

  const server = `https://127.0.0.1:${state.ports.apiServer}`;
  const admin: KubeconfigContent = {
    cluster: name,
    server,
    authority: certificates.authority.certificate,
    user: 'admin',
    client: certificates.of('admin'),
  };
  const kubeconfig = writeKubeconfig(admin);
  await writeFile(join(directory, 'kubeconfig'), kubeconfig, { mode: 0o600 });

  const switches = new Switches(withLoadBalancer(options));
  let simulation: Simulation | undefined;
  const podPorts = await preparePodPorts(options);
  const egress = createEgressServer({
    authority: certificates.webhookAuthority,
    kubelet: podPorts?.kubelet,
    reachability: () => simulation?.reachability,
  });
  const controlPlane = await startControlPlane({
    binary,
    name,
    directory,
    ports: state.ports,
    tokenIssuer: options.tokenIssuer ?? 'https://kubernetes.default.svc',
    certificates,
    podPorts,
    listenForEgress: egress.listen,
  });
  const faults = new FaultRules();
  const throughFaults: KubeconfigContent = { ...admin, server: `https://127.0.0.1:${state.ports.faultProxy}` };
  const faultProxy = await startFaultProxy({
    port: state.ports.faultProxy,
    apiServerPort: state.ports.apiServer,
    authority: admin.authority,
    serving: certificates.of('api-server'),
    admin: admin.client,
    rules: faults,
  });
  const stop = async (): Promise<void> => {
    await Promise.all([simulation?.stop(), faultProxy.stop()]);
    await controlPlane.stop();
    await egress.stop();
  };
  try {
    const access = accessOf({ ...admin, user: 'simulation', client: certificates.of('simulation') });
    await createFirstObjects(access, {
      nodes: state.nodes,
      kubernetesVersion: options.kubernetesVersion ?? sandboxKubernetes,
    });
    simulation = await startSimulation({
      access,
      switches,
      webhookAuthority: certificates.webhookAuthority,
      kubeflow: options.simulate ?? true,
    });
    await waitForNodes(access, state.nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  const running = simulation;
  return {
    name,
    server,
    kubeconfig,
    access: accessOf(admin),
    directory,
    auditLog: join(directory, configurationFiles.auditLog),
    faults,
    kubeconfigThroughFaults: writeKubeconfig(throughFaults),
    accessThroughFaults: accessOf(throughFaults),
    switches,
    failed: controlPlane.failed,
    crash: (program, pauseMs) => controlPlane.crash(program, pauseMs),
    status: () => sandboxStatus(controlPlane, running),
    stop,
  };
}

async function preparePodPorts({ podPorts }: SandboxOptions): Promise<ControlPlaneStart['podPorts']> {
  return podPorts === undefined ? undefined : { kubelet: await chooseFreePort(), ports: podPorts };
}

function withLoadBalancer({ switches = {}, loadBalancer = true }: SandboxOptions): Partial<SwitchSettings> {
  return loadBalancer
    ? switches
    : { ...switches, controllers: { ...switches.controllers, 'load-balancer': { never: true } } };
}
