import type { ToolId } from '../tool.ts';

/** One file of a tool's release. */
export interface PinnedFile {
  readonly url: string;
  readonly sha256: string;
}

/** A release of a tool that MLAnywhere downloads. */
export interface PinnedTool {
  readonly version: string;
  /** By `process.platform` and `process.arch`: `linux-x64`. */
  readonly files: Readonly<Partial<Record<string, PinnedFile>>>;
}

const kind = 'https://github.com/kubernetes-sigs/kind/releases/download/v0.33.0';
const minikube = 'https://github.com/kubernetes/minikube/releases/download/v1.39.0';
const k3d = 'https://github.com/k3d-io/k3d/releases/download/v5.9.0';

/**
 * Tools whose release is one file, with the digests that package collections record for these files: at least two of
 * them agree on each of kind's, and on k3d's `linux-x64` and `darwin-arm64`; k3d's other two were found in one. That of
 * minikube was found in one project, which took it from the release; those for other machines were not found. A wrong
 * one refuses a download, it never accepts another file.
 */
export const pinnedTools: Readonly<Record<ToolId, PinnedTool>> = {
  kind: {
    version: '0.33.0',
    files: {
      'linux-x64': {
        url: `${kind}/kind-linux-amd64`,
        sha256: 'aee6151561422756b764a4ae28e7f44cda5af5a9eead3cc9985112b1de8d8e0d',
      },
      'linux-arm64': {
        url: `${kind}/kind-linux-arm64`,
        sha256: '20022bee6cfcd5086cb7234d218e3454e6090022f2a8f55d1fa7fcf42c3867a2',
      },
      'darwin-x64': {
        url: `${kind}/kind-darwin-amd64`,
        sha256: '5a99f26f57246dc9319dd294803313197a0f34d33c525b3ea8b655db5916ece0',
      },
      'darwin-arm64': {
        url: `${kind}/kind-darwin-arm64`,
        sha256: '0c8c7dbe5e23594a198b786c4bc13dacc101fa6196b0cb0b23a1ca44e61f4b4f',
      },
    },
  },
  k3d: {
    version: '5.9.0',
    files: {
      'linux-x64': {
        url: `${k3d}/k3d-linux-amd64`,
        sha256: '06d8f25bc3a971c4eb29e0ff08429b180402db0f4dec838c9eac427e296800a0',
      },
      'linux-arm64': {
        url: `${k3d}/k3d-linux-arm64`,
        sha256: '03cde5cf23e6e8e67de5a039ecf26e5b85aca82fba3e5d13dadf904cd218a250',
      },
      'darwin-x64': {
        url: `${k3d}/k3d-darwin-amd64`,
        sha256: 'b4aabc37534f95b9c764e7823f2df923f50d57600837aa60a06266cce47db732',
      },
      'darwin-arm64': {
        url: `${k3d}/k3d-darwin-arm64`,
        sha256: 'fe106541d5d0a3f18debcd4d432a16f8c0ce3e6ddc06f8fbb6f696a122313e00',
      },
    },
  },
  minikube: {
    version: '1.39.0',
    files: {
      'linux-x64': {
        url: `${minikube}/minikube-linux-amd64`,
        sha256: 'b738496da01be06bbaf80c688f57ce25acd3849fbb518155f3a88e03ef555aa4',
      },
    },
  },
};

/** The file for a machine; undefined if there is none. */
export function pinnedFile(tool: ToolId, machine: string): PinnedFile | undefined {
  return pinnedTools[tool].files[machine];
}

/** This machine, as the table names it. */
export const thisMachine = `${process.platform}-${process.arch}`;
