import type { Choice, ConnectionInput, ConnectionTest, MachineView } from '../api/contract.ts';
import type { NoProxyEntry } from '../cluster-proxy/no-proxy/no-proxy-list.ts';
import type { MlaError } from '../errors/error.ts';
import type { Installation, PlatformId } from '../installation/installation.ts';
import type { WriteGuard } from '../kubernetes/http/write-guard.ts';
import type { ReadKubeconfigOptions } from '../kubernetes/kubeconfig/kubeconfig.ts';
import type { ProxyChoice } from '../network/proxy/outbound-proxy.ts';
import type { Secret } from '../secret.ts';
import type { PlatformDefinition } from './definition.ts';

/** A cluster of a platform as stored: plain data, enough to find it again. */
export interface ClusterHandle {
  readonly platform: PlatformId;
  /** The platform's own id. */
  readonly id: string;
  readonly name: string;
}

/** A saved connection with its secret. Keep it in memory only while it is used. */
export interface Connection {
  readonly name: string;
  readonly input: ConnectionInput;
}

/** News while a cluster is created. Becomes events of the run. */
export type ClusterNews =
  | { readonly type: 'status'; readonly status: string }
  | { readonly type: 'node'; readonly node: string; readonly phase: string; readonly reason?: string }
  | { readonly type: 'note'; readonly severity: 'info' | 'warning'; readonly message: string };

/** A way from the server to an address. */
export interface ConnectionWay extends ProxyChoice {
  readonly url: URL;
}

export interface ClusterRequest {
  readonly installation: Installation;
  /** Marks the cluster as ours on the platform, so that it is found again after a crash and no second one is made. */
  readonly owner: string;
  /** The recorded cluster of an earlier attempt. Its id proves that it is ours. */
  readonly known?: ClusterHandle | undefined;
  readonly connection: Connection | undefined;
  readonly signal: AbortSignal;
  /** A run's: whether this process still has it. Nothing is changed on the platform without asking it. Absent outside runs. */
  readonly lease?: WriteGuard | undefined;
  readonly tell: (news: ClusterNews) => void;
}

/** Whether a cluster runs. `gone`: the platform has no such cluster of ours. */
export type ClusterState = 'running' | 'stopped' | 'gone';

/** Stops a cluster and starts it again. Its address can be another one afterwards. */
export interface ClusterPower {
  look(request: ClusterRequest): Promise<ClusterState>;
  /** Resolves when its nodes run, which is before everything on it is ready. Does nothing for a cluster that runs. */
  start(request: ClusterRequest): Promise<void>;
  stop(request: ClusterRequest): Promise<void>;
}

/**
 * Where clusters come from. Each method is idempotent, so that it can run again after a crash, and ends soon
 * after the signal aborts.
 */
export interface Platform {
  readonly id: PlatformId;
  readonly definition: PlatformDefinition;

  /** Tries each layer in turn and stops at the first that fails. Never throws for a failing layer. `installation`: the one it is tried for, which may say more than the connection (the context of a kubeconfig). */
  testConnection(
    input: ConnectionInput,
    options: { signal: AbortSignal; installation?: Installation | undefined },
  ): Promise<ConnectionTest>;

  /** Which way leads to what answers at a connection, and why; or, by the same connection, to another address. Opens nothing. Absent where there is no connection. */
  explainWay?(input: ConnectionInput, options: { target?: URL | undefined }): Promise<ConnectionWay>;

  /** Whether what answers at a connection says that it is simulated: one look, without judging. Throws when nothing can be asked. */
  isSimulated?(input: ConnectionInput, options: { signal: AbortSignal }): Promise<boolean>;

  /** What the kubeconfig of its clusters may do on this machine: name files, run a login program. Nothing when left out. */
  kubeconfigRights?(input: ConnectionInput): Pick<ReadKubeconfigOptions, 'execAllowed' | 'baseDirectory'>;

  /** What this machine has of what a cluster needs, where clusters are made on it. Never throws for what is missing. */
  lookAtMachine?(cluster: Installation['spec']['cluster'], options: { signal: AbortSignal }): Promise<MachineView>;

  /** The options of a field, given the fields before it. Throws `MlaError` on failure, never returns an empty list instead. */
  listChoices?(
    connection: Connection,
    field: string,
    chosen: Readonly<Record<string, string>>,
    options: { signal: AbortSignal },
  ): Promise<Choice[]>;

  /** Is a cluster name free. */
  isClusterNameFree?(connection: Connection, name: string, options: { signal: AbortSignal }): Promise<boolean>;

  /** The request that `createCluster` would send, without secrets. */
  previewRequest?(request: Omit<ClusterRequest, 'tell'>): Promise<{ method: string; url: string; body: unknown }>;

  /** What the nodes of its cluster reach without the proxy of the installation, with reasons. Absent where MLAnywhere sets no proxy. */
  listNoProxy?(request: Omit<ClusterRequest, 'tell'>): Promise<NoProxyEntry[]>;

  /** The variables of its cluster’s nodes by name, where the nodes are containers of this machine. Absent elsewhere. */
  nodeVariables?(
    request: Omit<ClusterRequest, 'tell'>,
  ): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>>;

  /** Downloads the tool that creates clusters, and keeps it only with a known digest. Absent where there is no such tool. */
  downloadTool?(options: { signal: AbortSignal }): Promise<{ readonly path: string; readonly version: string }>;

  /** Absent where clusters are not stopped. */
  readonly power?: ClusterPower;

  /** Creates the cluster, or finds the one of an earlier attempt. Returns as soon as the platform accepted the request. */
  createCluster(request: ClusterRequest): Promise<ClusterHandle>;

  /**
   * The cluster that carries the request's owner mark, if there is one: for
   * one that was accepted in the moment a run ended. Absent where nothing is
   * made. `patience`: milliseconds in which it may still show up; 0 looks once.
   */
  findCluster?(request: ClusterRequest, options: { patience: number }): Promise<ClusterHandle | undefined>;

  /** Waits until the cluster is ready. Throws if the platform reports a failure. */
  waitForCluster(handle: ClusterHandle, request: ClusterRequest): Promise<void>;

  /** The administrator's kubeconfig, YAML. */
  fetchKubeconfig(handle: ClusterHandle, request: ClusterRequest): Promise<Secret>;

  /** Scales each group of workers as the installation says, and waits for the nodes. Absent if the platform cannot scale. */
  scaleWorkers?(handle: ClusterHandle, request: ClusterRequest): Promise<void>;

  /**
   * The error to end with when the platform no longer has the cluster, because someone else deleted it; undefined when it has.
   * Throws when the platform cannot be asked, which tells nothing about the cluster. Absent where only the cluster itself can tell.
   */
  findLoss?(handle: ClusterHandle, request: ClusterRequest): Promise<MlaError | undefined>;

  /** What a deletion deletes and what it keeps, as text. */
  previewDeletion(handle: ClusterHandle): { removes: string[]; keeps: string[] };

  /** Deletes it and waits until it is gone. Succeeds if it is already gone. */
  deleteCluster(handle: ClusterHandle, request: ClusterRequest): Promise<void>;
}
