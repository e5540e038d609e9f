import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findControlPlane } from '../../scripts/control-plane.mjs';
import type { KubernetesObject, ObjectKey } from '../../src/kubernetes/objects/object.ts';

/** What the real kubectl finds of these objects, in their order. Fails when it misses one. */
export async function getWithKubectl(kubeconfig: string, keys: readonly ObjectKey[]): Promise<KubernetesObject[]> {
  const items = keys.map(({ apiVersion, kind, namespace, name }) => ({
    apiVersion,
    kind,
    metadata: { name, namespace },
  }));
  const answer = await kubectl(
    ['--kubeconfig', kubeconfig, 'get', '--filename', '-', '--output', 'json'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  );
  return (JSON.parse(answer) as { items: KubernetesObject[] }).items;
}

/** Runs the real kubectl and gives what it prints. */
export async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const binary = await findControlPlane();
  const child = spawn(binary ?? 'kubectl', [...(binary === undefined ? [] : ['kubectl']), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => output.push(piece));
  child.stderr.on('data', (piece: Buffer) => errors.push(piece));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0)
    throw new Error(`kubectl ended with ${String(code)}: ${Buffer.concat(errors).toString().slice(0, 2000)}`);
  return Buffer.concat(output).toString();
}
