import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { proxyProbeLabel } from './probe-objects.ts';

interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
}

/** What stands around a container here: DNS of the cluster, which leads names to ports of this machine, and its mounted authority. */
export interface Surroundings {
  /** `name:port` of the cluster, to a port of 127.0.0.1. */
  readonly names?: Readonly<Record<string, number>> | undefined;
  readonly authority?: string | undefined;
  /** Address of the API server in the cluster. */
  readonly serviceHost?: string | undefined;
  /** What admission would change in the variables. */
  readonly change?: (variables: Record<string, string>) => Record<string, string>;
}

const asIs = (variables: Record<string, string>): Record<string, string> => variables;

/**
 * Runs the container of a probe as a kubelet would: its own command with its own variables and no others, by the python3 of
 * this machine. It has no image, no network namespace and no limits. Returns its exit code and its termination message.
 */
export async function runContainer(
  pod: KubernetesObject,
  { names = {}, authority, serviceHost = '', change = asIs }: Surroundings = {},
): Promise<{ readonly exitCode: number; readonly message: string }> {
  const { containers } = pod['spec'] as { readonly containers: readonly [Container] };
  const [{ command, env }] = containers;
  const directory = await mkdtemp(join(tmpdir(), 'mla-probe-'));
  const report = join(directory, 'termination-log');
  if (authority !== undefined) await writeFile(join(directory, 'ca.crt'), authority);
  const fillIn = (value: string): string =>
    value.replaceAll(/\$\$|\$\(KUBERNETES_SERVICE_HOST\)/g, (found) => (found === '$$' ? '$' : serviceHost));
  const variables = Object.fromEntries(env.map(({ name, value }) => [name, fillIn(value)]));
  try {
    const [program = '', flag = '', text = ''] = command;
    const mounted = text.replaceAll('/var/run/mla', () => directory);
    const child = spawn(program, [flag, `${dns(names)}\n${mounted}`], {
      env: { PATH: process.env['PATH'], ...change(variables), MLA_REPORT: report },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (part: Buffer) => (said += part.toString('utf8')));
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.on('error', reject).on('close', (code) => resolve(code ?? 255));
    });
    return { exitCode, message: await readFile(report, 'utf8').catch(() => said.slice(-4096)) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function dns(names: Readonly<Record<string, number>>): string {
  return `import json, socket
_names, _look_up = json.loads(${JSON.stringify(JSON.stringify(names))}), socket.getaddrinfo
def _in_cluster(host, port, *rest, **more):
    there = _names.get('%s:%s' % (host, port))
    return _look_up(host, port, *rest, **more) if there is None else _look_up('127.0.0.1', there, *rest, **more)
socket.getaddrinfo = _in_cluster`;
}

/** In place of the kubelets: each pod of a probe that shows up is run here, and its end is written into its status. Ends with the signal. */
export async function playKubelet(
  client: KubernetesClient,
  { signal, names }: { readonly signal: AbortSignal } & Pick<Surroundings, 'names'>,
): Promise<void> {
  const seen = new Set<string>();
  const run = async (pod: KubernetesObject): Promise<void> => {
    const { uid = '', name, namespace = '' } = pod.metadata;
    if (seen.has(uid)) return;
    seen.add(uid);
    const key = { namespace, name: 'kube-root-ca.crt' };
    const found = await client.get<KubernetesObject & { data?: Record<string, string> }>(builtInTypes.configMap, key);
    const api = await client.get<KubernetesObject & { spec?: { clusterIP?: string } }>(builtInTypes.service, {
      namespace: 'default',
      name: 'kubernetes',
    });
    const terminated = await runContainer(pod, {
      names,
      authority: found?.data?.['ca.crt'],
      serviceHost: api?.spec?.clusterIP,
    });
    const status = {
      phase: terminated.exitCode === 0 ? 'Succeeded' : 'Failed',
      containerStatuses: [
        {
          name: 'probe',
          image: '',
          imageID: '',
          ready: false,
          restartCount: 0,
          state: { terminated: { ...terminated, reason: 'Completed' } },
        },
      ],
    };
    await client.mergePatch(builtInTypes.pod, { namespace, name, subresource: 'status' }, { status });
  };
  const labelSelector = `${proxyProbeLabel}=true`;
  await client.observe(builtInTypes.pod, {
    signal,
    labelSelector,
    onList: (pods) => pods.forEach((pod) => void run(pod).catch(() => undefined)),
    onChange: ({ type, object }) => {
      if (type === 'ADDED') void run(object).catch(() => undefined);
    },
  });
}
