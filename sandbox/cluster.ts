import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterAccess } from '../src/kubernetes/client.ts';
import { findControlPlaneBinary } from './binary.ts';
import { prepareCertificates } from './certificates/cluster-certificates.ts';
import { createFirstObjects } from './first-objects.ts';
import { accessOf, writeKubeconfig, type KubeconfigContent } from './kubeconfig.ts';
import { defaultNodes, type NodeSpec } from './nodes.ts';
import { configurationFiles } from './processes/programs.ts';
import { startControlPlane } from './processes/control-plane.ts';
import { chooseFreePorts } from './processes/ports.ts';
import { loadState, saveState } from './state.ts';

export interface SandboxOptions {
  readonly name: string;
  /** State folder. When it holds a cluster already, that cluster is started again: same ports, data, certificates. */
  readonly directory: string;
  readonly nodes?: readonly NodeSpec[];
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
  stop(): Promise<void>;
}

export async function startSandboxCluster(options: SandboxOptions): Promise<SandboxCluster> {
  const { name, directory } = options;
  const binary = await findControlPlaneBinary();
  const previous = await loadState(directory);
  const state = previous ?? { name, ports: await chooseFreePorts(), nodes: options.nodes ?? defaultNodes };
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const certificates = await prepareCertificates(join(directory, 'pki'));
  if (previous === undefined) await saveState(directory, state);
  const server = `https://127.0.0.1:${state.ports.apiServer}`;
  const content: KubeconfigContent = {
    cluster: name,
    server,
    authority: certificates.authority.certificate,
    user: 'admin',
    client: certificates.of('admin'),
  };
  const kubeconfig = writeKubeconfig(content);
  await writeFile(join(directory, 'kubeconfig'), kubeconfig, { mode: 0o600 });
  const controlPlane = await startControlPlane({ binary, name, directory, ports: state.ports, certificates, listenForEgress: async () => undefined });
  const simulation = accessOf({ ...content, user: 'simulation', client: certificates.of('simulation') });
  await createFirstObjects(simulation, { nodes: state.nodes, kubernetesVersion: 'v1.36.3' });
  return {
    name,
    server,
    kubeconfig,
    access: accessOf(content),
    directory,
    auditLog: join(directory, configurationFiles.auditLog),
    stop: () => controlPlane.stop(),
  };
}
