import type { EngineName } from './definition/fields.ts';
import { pinnedFile } from './download/pinned-tools.ts';
import type { ToolId } from './tool.ts';

/** Operating systems with commands of their own; the others get a link. */
export type System = 'linux' | 'darwin' | 'win32';

type Hints = Readonly<Record<System, string>>;

const installs: Readonly<Record<ToolId | EngineName, Hints>> = {
  docker: {
    linux: '`curl -fsSL https://get.docker.com | sudo sh` (https://docs.docker.com/engine/install)',
    darwin: '`brew install --cask docker-desktop` (https://docs.docker.com/desktop)',
    win32: '`winget install Docker.DockerDesktop` (https://docs.docker.com/desktop)',
  },
  podman: {
    linux: 'https://podman.io/docs/installation',
    darwin: '`brew install podman`, then `podman machine init --cpus 8 --memory 20480 --rootful`',
    win32: '`winget install RedHat.Podman`, then `podman machine init`',
  },
  kind: {
    linux: 'https://kind.sigs.k8s.io/docs/user/quick-start/#installation',
    darwin: '`brew install kind`',
    win32: '`winget install Kubernetes.kind`',
  },
  k3d: {
    linux: 'https://k3d.io/stable/#installation',
    darwin: '`brew install k3d`',
    win32: '`choco install k3d`',
  },
  minikube: {
    linux: 'https://minikube.sigs.k8s.io/docs/start',
    darwin: '`brew install minikube`',
    win32: '`winget install Kubernetes.minikube`',
  },
};

const starts: Readonly<Record<EngineName, Hints>> = {
  docker: { linux: '`sudo systemctl start docker`', darwin: '`open -a Docker`', win32: 'open Docker Desktop' },
  podman: { linux: '`podman info`', darwin: '`podman machine start`', win32: '`podman machine start`' },
};

/** How to install a tool or an engine on an operating system, with a processor as `process.arch` names it. */
export function installHint(what: ToolId | EngineName, system: System, processor: string = process.arch): string {
  const hint = installs[what][system];
  if (what === 'docker' || what === 'podman' || pinnedFile(what, `${system}-${processor}`) === undefined) return hint;
  return `\`mla cluster tool ${what}\` downloads it. Or install it yourself: ${hint}`;
}

/** How to start an engine on an operating system. */
export function startHint(engine: EngineName, system: System): string {
  return starts[engine][system];
}
