import type { Installation } from '../../installation/installation.ts';
import type { ProxyWish } from '../../installation/proxy/refuse-proxy.ts';
import type { ProgramLine } from '../../programs/run-program.ts';
import type { ClusterNews } from '../platform.ts';
import type { PlatformDefinition } from '../definition.ts';
import type { LaptopWish } from './definition/fields.ts';
import type { Engine } from './engine/engine.ts';
import type { ClusterNetworks } from './proxy/proxy-variables.ts';

/** kind, k3d or minikube. */
export type ToolId = 'kind' | 'k3d' | 'minikube';

/** What Kubeflow needs of a cluster, whichever tool creates it. */
export const kubeflowNeeds = {
  /** Of the tokens of service accounts. */
  tokenIssuer: 'https://kubernetes.default.svc',
  /** Kubeflow has about 100 pods on one node; the kubelet allows 110 unless told otherwise. */
  podsPerNode: 250,
} as const;

/** The files of one cluster, all in a folder of its own. */
export interface ClusterFiles {
  readonly directory: string;
  /** Mounted into each node. Its path proves that a container belongs to this cluster. */
  readonly mounted: string;
  readonly kubeconfig: string;
  /** Configuration files for the tool, by name. */
  readonly configuration: string;
}

/** Everything a tool needs to know about one cluster. */
export interface ClusterOrder {
  readonly name: string;
  readonly wish: LaptopWish;
  readonly proxy: ProxyWish | undefined;
  readonly files: ClusterFiles;
  readonly engine: Engine;
}

/** A call of the tool: arguments, files to write before it, and what it needs in its environment. */
export interface ToolCall {
  readonly args: readonly string[];
  /** Contents by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a tool makes of one cluster in the engine and in its own folder, so that it can be removed where the tool is gone. */
export interface ClusterRemains {
  /** That containers and volumes carry, `key=value` or `key`. */
  readonly labels: readonly string[];
  /** Whether a container with these labels is a helper beside the nodes, which mounts nothing of ours. */
  isHelper(labels: Readonly<Record<string, string>>): boolean;
  /** A network that only this cluster has, with a label that the tool gives to its networks. */
  readonly network?: { readonly name: string; readonly label: string };
  readonly folders: readonly string[];
}

/** What differs between kind, k3d and minikube. */
export interface LaptopTool {
  readonly id: ToolId;
  readonly definition: PlatformDefinition;
  /** The oldest version that creates what Kubeflow needs: `0.33.0`. */
  readonly oldest: string;
  readonly versionArgs: readonly string[];
  /** The version in the output of `versionArgs`; undefined if there is none. */
  readVersion(output: string): string | undefined;
  /** The fields of its part of `spec.cluster`; undefined for an installation of another platform. */
  wishOf(installation: { readonly spec: Pick<Installation['spec'], 'cluster'> }): LaptopWish | undefined;
  /** Why a cluster cannot have this name; undefined if it can. */
  nameProblem(name: string): string | undefined;
  /** The label that the containers of a cluster's nodes carry, `key=value`. */
  nodeLabel(name: string): string;
  /** The cluster that a value of that label means. */
  clusterOf(value: string): string;
  /** Prints a kubeconfig of a cluster that the user created, in a shell. */
  printKubeconfig(name: string): string;
  /** Whether a container with these labels is a node, and not a helper beside the nodes. */
  isNode(labels: Readonly<Record<string, string>>): boolean;
  /** What its clusters use unless told otherwise: reached without a proxy. */
  readonly networks: ClusterNetworks;
  /** By which the nodes of a cluster reach each other; empty where the tool itself adds them to what is reached without a proxy. */
  nodeNames(order: Pick<ClusterOrder, 'name' | 'wish'>): readonly string[];
  /** What each call of it gets. `home`: a directory for files of the tool itself. */
  environmentOf(options: { readonly home: string; readonly engine: Engine }): Readonly<Record<string, string>>;
  create(order: ClusterOrder): ToolCall;
  /** News in a line of output of `create`. */
  readNews(line: ProgramLine): ClusterNews | undefined;
  /** What went wrong, in the tool's words, from the lines of a failed call. */
  readFailure(lines: readonly ProgramLine[]): string;
  /** The arguments that print the kubeconfig; undefined where `create` and `start` write it to `files.kubeconfig`. */
  readonly kubeconfigArgs?: (name: string) => readonly string[];
  /** Starts a stopped cluster. Without it, the engine starts the containers. */
  readonly start?: (order: ClusterOrder) => ToolCall;
  readonly stop?: (name: string) => readonly string[];
  remains(order: Pick<ClusterOrder, 'name' | 'wish' | 'files'>): ClusterRemains;
  deleteArgs(name: string, files: ClusterFiles): readonly string[];
  /** Copies an image of the engine into the cluster. With `loadArchiveArgs`, only an image of Docker. */
  loadImageArgs(name: string, image: string): readonly string[];
  /** Copies the images of an archive, where the tool itself asks no engine but Docker for an image. */
  loadArchiveArgs?(name: string, archive: string): readonly string[];
}
