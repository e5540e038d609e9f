import type { RecordedEngine } from './state.fixture.ts';

// What Podman 4.3.1 answers, recorded on Linux as root and through a socket, as `podman machine` uses it.

/** The kinds of Podman: on this machine as root or without, and in a virtual machine. */
export type PodmanKind = 'root' | 'rootless' | 'machine';

/** The answer of `podman info --format json`, without what nobody reads. */
export function podmanInfo(engine: Pick<RecordedEngine, 'memory' | 'cpus'>, kind: PodmanKind, root: string): object {
  const isRootless = kind === 'rootless';
  return {
    host: {
      arch: 'amd64',
      buildahVersion: '1.28.2',
      cgroupManager: isRootless ? 'systemd' : 'cgroupfs',
      cgroupVersion: 'v2',
      cgroupControllers: isRootless
        ? ['cpu', 'memory', 'pids']
        : ['cpuset', 'cpu', 'io', 'memory', 'hugetlb', 'pids', 'rdma', 'misc'],
      conmon: { package: 'Unknown', path: '/usr/bin/conmon', version: 'conmon version 2.1.6, commit: unknown' },
      cpus: engine.cpus,
      distribution: { codename: 'bookworm', distribution: 'debian', version: '12' },
      eventLogger: 'file',
      idMappings: { gidmap: null, uidmap: null },
      kernel: '6.18.44',
      memFree: 4_658_065_408,
      memTotal: engine.memory,
      networkBackend: 'netavark',
      ociRuntime: { name: 'crun', package: 'Unknown', path: '/usr/bin/crun', version: 'crun version 1.8.1' },
      os: 'linux',
      remoteSocket:
        kind === 'machine'
          ? { path: 'unix:///run/podman/podman.sock', exists: true }
          : { path: isRootless ? '/run/user/1000/podman/podman.sock' : '/run/podman/podman.sock' },
      security: { apparmorEnabled: false, rootless: isRootless, seccompEnabled: true, selinuxEnabled: false },
      serviceIsRemote: kind === 'machine',
      swapFree: 0,
      swapTotal: 0,
    },
    store: {
      configFile: '/usr/share/containers/storage.conf',
      graphDriverName: 'overlay',
      graphOptions: {},
      graphRoot: root,
      graphStatus: {},
      runRoot: '/run/containers/storage',
      volumePath: `${root}/volumes`,
    },
    registries: {},
    plugins: { authorization: null, log: ['k8s-file', 'none', 'passthrough', 'journald'], volume: ['local'] },
    version: { APIVersion: '4.3.1', Built: 0, GoVersion: 'go1.19.8', OsArch: 'linux/amd64', Version: '4.3.1' },
  };
}

/** What Podman says where its virtual machine does not run. */
export const podmanStopped =
  'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`, or try `podman machine init` and `podman machine start` to manage a new Linux VM\nError: unable to connect to Podman socket: Get "http://d/v4.3.1/libpod/_ping": dial unix /run/podman/podman.sock: connect: no such file or directory';
