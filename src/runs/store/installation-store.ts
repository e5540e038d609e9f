import type { ConnectionInput, ConnectionView } from '../../api/contract.ts';
import type { Installation } from '../../installation/installation.ts';
import type { ClusterHandle, Connection } from '../../platforms/platform.ts';
import type { Secret } from '../../secret.ts';

export interface InstallationRecord {
  readonly name: string;
  readonly createdAt: Date;
  readonly spec: Installation;
  /** Whether the cluster's kubeconfig is stored. */
  readonly kubeconfig: boolean;
}

/** A user's way into Kubeflow. */
export interface Credentials {
  readonly email: string;
  /** Absent where the cluster gave only a hash of it. */
  readonly password?: Secret;
  /** What else was generated for the installation, by name: kept with it, never shown. */
  readonly others?: Readonly<Record<string, Secret>>;
}

/** Installations, connections, and what runs leave behind that is secret. All secrets are encrypted. */
export interface InstallationStore {
  /** Newest first, all or a page of them: `before` is the name after which it begins. One whose newest run deleted it is left out. Throws `run.installationNotFound` for a `before` that was never there. */
  listInstallations(page?: {
    readonly limit?: number;
    readonly before?: string | undefined;
  }): Promise<InstallationRecord[]>;
  /** Throws `run.installationNotFound`. */
  getInstallation(name: string): Promise<InstallationRecord>;

  listConnections(): Promise<ConnectionView[]>;
  saveConnection(view: ConnectionView, input: ConnectionInput): Promise<void>;
  /** The connection with its secret. Throws `run.connectionNotFound`. */
  loadConnection(name: string): Promise<Connection>;
  /** Throws `run.connectionNotFound`, and `run.connectionInUse` while an installation needs it. */
  removeConnection(name: string): Promise<void>;

  saveKubeconfig(installation: string, kubeconfig: Secret): Promise<void>;
  /** Throws `run.nothingYet`. */
  loadKubeconfig(installation: string): Promise<Secret>;
  /** The stored credentials; those that `make` gives when there are none yet. Two callers at once get the same. */
  keepCredentials(installation: string, make: () => Credentials): Promise<Credentials>;
  /** Stores credentials in the place of those before. */
  saveCredentials(installation: string, credentials: Credentials): Promise<void>;
  /** Throws `run.nothingYet`. */
  loadCredentials(installation: string): Promise<Credentials>;
  /** Forgets the kubeconfig of a cluster that is gone or left alone; its credentials too, unless the cluster goes on with them. */
  forgetCluster(installation: string, options: { keepCredentials: boolean }): Promise<void>;
  /** The cluster that a run of the installation made and none has deleted since. */
  findHandle(installation: string): Promise<ClusterHandle | undefined>;
  /** What the newest run that installed Kubeflow to the end made, as long as none has deleted it: what is in the cluster. */
  findInstalled(installation: string): Promise<Installation | undefined>;
  /** Whether the last attempt to make a cluster, with no deletion since, has no recorded success: there may be one that no handle tells of. */
  mayClusterBeUnrecorded(installation: string): Promise<boolean>;
  /**
   * Written on the cluster at the platform: by it our own cluster is told from
   * a stranger's of the same name. Made at the first call with a random part,
   * so that another MLAnywhere with an installation of this name has another
   * one; the same ever after.
   */
  keepOwnerMark(installation: string): Promise<string>;
}
