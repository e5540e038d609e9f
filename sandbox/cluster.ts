import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterAccess } from '../src/kubernetes/client.ts';
import { findControlPlaneBinary } from './binary.ts';
import { prepareCertificates } from './certificates/cluster-certificates.ts';
import { createEgressServer } from './egress/connect-server.ts';
import { createFirstObjects } from './first-objects.ts';
import { accessOf, writeKubeconfig, type KubeconfigContent } from './kubeconfig.ts';
import { defaultNodes, type NodeSpec } from './nodes.ts';
import { startControlPlane } from './processes/control-plane.ts';
import { chooseFreePorts } from './processes/ports.ts';
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
  /** Whether Services of type LoadBalancer get an address. Default true. */
  readonly loadBalancer?: boolean;
  readonly switches?: Partial<SwitchSettings>;
  /** False: no simulated controllers of Kubeflow; nodes, pods, volumes and addresses are still there. Default true. */
  readonly simulate?: boolean;
  /** Told what takes long, for example a build of the control plane. */
  readonly log?: (line: string) => void;
}

/** A running sandbox cluster. */
export interface SandboxCluster {
  readonly name: string;
  readonly server: string;
  /** YAML, user `admin`. */
  readonly kubeconfig: string;
  readonly access: ClusterAccess;
  readonly directory: string;
  /** Path of the API server's audit log: one JSON line for each write that a client sent. */
  readonly auditLog: string;
  /** Can be changed at any time. */
  readonly switches: Switches;
  status(): Promise<SandboxStatus>;
  stop(): Promise<void>;
}

/**
 * Starts a cluster: real control plane, simulated nodes and surroundings. Resolves when its nodes are there.
 * @throws MLA-SANDBOX-001 to 004
 */
export async function startSandboxCluster(options: SandboxOptions): Promise<SandboxCluster> {
  const { name, directory } = options;
  const binary = await findControlPlaneBinary(options.log === undefined ? {} : { log: options.log });
  const previous = await loadState(directory);
  const state = previous ?? { name, ports: await chooseFreePorts(), nodes: options.nodes ?? defaultNodes };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const certificates = await prepareCertificates(join(directory, 'pki'));
  if (previous === undefined) await saveState(directory, state);

  const server = `https://127.0.0.1:${state.ports.apiServer}`;
  const admin: KubeconfigContent = { cluster: name, server, authority: certificates.authority.certificate, user: 'admin', client: certificates.of('admin') };
  const kubeconfig = writeKubeconfig(admin);
  await writeFile(join(directory, 'kubeconfig'), kubeconfig, { mode: 0o600 });

  const switches = new Switches(withLoadBalancer(options));
  let simulation: Simulation | undefined;
  const egress = createEgressServer({ authority: certificates.webhookAuthority, reachability: () => simulation?.reachability });
  const controlPlane = await startControlPlane({ binary, name, directory, ports: state.ports, certificates, listenForEgress: egress.listen });
  const stop = async (): Promise<void> => {
    await simulation?.stop();
    await controlPlane.stop();
    await egress.stop();
  };
  try {
    const access = accessOf({ ...admin, user: 'simulation', client: certificates.of('simulation') });
    await createFirstObjects(access, { nodes: state.nodes, kubernetesVersion: 'v1.36.3' });
    simulation = await startSimulation({ access, switches, webhookAuthority: certificates.webhookAuthority, kubeflow: options.simulate ?? true });
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
    switches,
    status: () => sandboxStatus(controlPlane, running),
    stop,
  };
}

function withLoadBalancer({ switches = {}, loadBalancer = true }: SandboxOptions): Partial<SwitchSettings> {
  return loadBalancer ? switches : { ...switches, controllers: { ...switches.controllers, 'load-balancer': { never: true } } };
}
