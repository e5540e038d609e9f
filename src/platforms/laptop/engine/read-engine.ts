import { z } from 'zod';
import { parseJson } from '../../parse-json.ts';
import type { EngineName } from '../definition/fields.ts';
import type { Engine } from './engine.ts';

const dockerInfo = z.object({
  ServerVersion: z.string().min(1),
  MemTotal: z.number().positive(),
  NCPU: z.number().positive(),
  OperatingSystem: z.string().default(''),
  DockerRootDir: z.string().optional(),
  CgroupVersion: z.string().optional(),
  SecurityOptions: z.array(z.string()).nullish(),
  Runtimes: z.record(z.string(), z.unknown()).nullish(),
  CpuCfsQuota: z.boolean().default(true),
  MemoryLimit: z.boolean().default(true),
  PidsLimit: z.boolean().default(true),
});

const podmanInfo = z.object({
  host: z.object({
    memTotal: z.number().positive(),
    cpus: z.number().positive(),
    cgroupVersion: z.string().optional(),
    cgroupControllers: z.array(z.string()).nullish(),
    security: z.object({ rootless: z.boolean().default(false) }).optional(),
    serviceIsRemote: z.boolean().default(false),
    remoteSocket: z.object({ path: z.string().optional() }).nullish(),
    // null where the runtime does not start.
    ociRuntime: z.object({ name: z.string() }).nullish(),
  }),
  store: z.object({ graphRoot: z.string().optional() }).optional(),
  version: z.object({ Version: z.string() }),
});

/** An engine from the output of `docker info --format json` or `podman info --format json`; undefined if that is no answer of an engine. */
export function readEngine({
  name,
  path,
  output,
}: {
  readonly name: EngineName;
  readonly path: string;
  readonly output: string;
}): Engine | undefined {
  const value = parseJson(output);
  const podman = podmanInfo.safeParse(value);
  if (podman.success) return fromPodman(podman.data, path);
  const docker = dockerInfo.safeParse(value);
  return docker.success ? fromDocker(docker.data, { name, path }) : undefined;
}

function fromDocker(info: z.infer<typeof dockerInfo>, { name, path }: Pick<Engine, 'name' | 'path'>): Engine {
  const limits = { cpu: info.CpuCfsQuota, memory: info.MemoryLimit, pids: info.PidsLimit };
  return {
    name,
    title: 'Docker',
    path,
    version: info.ServerVersion,
    memory: info.MemTotal,
    cpus: info.NCPU,
    rootless: (info.SecurityOptions ?? []).some((option) => option.startsWith('name=rootless')),
    native: process.platform === 'linux' && !info.OperatingSystem.startsWith('Docker Desktop'),
    cgroupVersion: readCgroup(info.CgroupVersion),
    missingLimits: Object.entries(limits).flatMap(([limit, present]) => (present ? [] : [limit])),
    root: info.DockerRootDir,
    runtimes: Object.keys(info.Runtimes ?? {}),
    socket: undefined,
  };
}

/** A program named docker can be Podman’s own stand-in: what answered decides. */
function fromPodman({ host, store, version }: z.infer<typeof podmanInfo>, path: string): Engine {
  const controllers = host.cgroupControllers ?? ['cpu', 'memory', 'pids'];
  return {
    name: 'podman',
    title: 'Podman',
    path,
    version: version.Version,
    memory: host.memTotal,
    cpus: host.cpus,
    rootless: host.security?.rootless === true,
    native: process.platform === 'linux' && !host.serviceIsRemote,
    cgroupVersion: readCgroup(host.cgroupVersion),
    missingLimits: ['cpu', 'memory', 'pids'].filter((limit) => !controllers.includes(limit)),
    root: store?.graphRoot,
    runtimes: host.ociRuntime ? [host.ociRuntime.name] : [],
    socket: host.remoteSocket?.path?.replace(/^unix:\/\//, ''),
  };
}

/** `2` of Docker, `v2` of Podman. */
function readCgroup(text: string | undefined): 1 | 2 | undefined {
  const version = text?.replace(/^v/, '');
  return version === '2' ? 2 : version === '1' ? 1 : undefined;
}
