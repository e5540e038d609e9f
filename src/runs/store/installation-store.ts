import type { ConnectionInput, ConnectionView, ProxyCheckView, VerificationView } from '../../api/contract.ts';
import type { Installation } from '../../installation/installation.ts';
import type { SettingsRecord } from '../../kubeflow/upgrade/settings-record.ts';
import type { ClusterHandle, Connection } from '../../platforms/platform.ts';
import type { Secret } from '../../secret.ts';
import type { StoredNodeAccess } from '../secrets/node-access.ts';
import type { Writer } from './run-rows.ts';

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
  /** Absent when the cluster has only its hash. */
  readonly password?: Secret;
  /** Other generated secrets of the installation, by name: stored with it, never shown. */
  readonly others?: Readonly<Record<string, Secret>>;
}

/** Installations, connections, and the secrets that runs leave behind. All secrets are encrypted. */
export interface InstallationStore {
  /** Newest first, all or a page that begins after the name `before`. Deleted installations are left out. Throws `run.installationNotFound` for an unknown `before`. */
  listInstallations(page?: {
    readonly limit?: number;
    readonly before?: string | undefined;
  }): Promise<InstallationRecord[]>;
  /** Throws `run.installationNotFound`. */
  getInstallation(name: string): Promise<InstallationRecord>;

  /** By name, a page that begins after the name `after`. */
  listConnections(page: { readonly limit: number; readonly after?: string | undefined }): Promise<ConnectionView[]>;
  findConnection(name: string): Promise<ConnectionView | undefined>;
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
  /** Replaces the stored credentials. */
  saveCredentials(installation: string, credentials: Credentials): Promise<void>;
  /** Throws `run.nothingYet`. */
  loadCredentials(installation: string): Promise<Credentials>;
  /** Stores a secret value that access or login of an installation need, or replaces it. Throws `run.installationNotFound`. */
  saveGivenSecret(installation: string, name: string, value: Secret): Promise<void>;
  /** Stores such values in the transaction that saves the installation itself, see `RunStore.createRun`. */
  givenSecretsWriter(installation: string, values: Readonly<Record<string, Secret>>): (writer: Writer) => Promise<void>;
  /** All of them by name; none where nothing is stored. */
  loadGivenSecrets(installation: string): Promise<Readonly<Record<string, Secret>>>;
  /** The host keys of its nodes, and the key that MLAnywhere made for them. */
  loadNodeAccess(installation: string): Promise<StoredNodeAccess>;
  /** Changes that, alone: of two callers at once none loses a value. Returns what is stored then. Throws `run.installationNotFound`. */
  changeNodeAccess(
    installation: string,
    change: (now: StoredNodeAccess) => StoredNodeAccess,
  ): Promise<StoredNodeAccess>;
  /** What others had set on objects that an unfinished upgrade of this installation makes again. */
  upgradeSettings(installation: string): SettingsRecord;
  /** Deletes the kubeconfig of a cluster that is gone or no longer managed, and its credentials unless the cluster keeps using them. */
  forgetCluster(installation: string, options: { keepCredentials: boolean }): Promise<void>;
  /** Replaces the results of earlier checks of a running Kubeflow. */
  saveVerification(installation: string, view: VerificationView): Promise<void>;
  /** Undefined where there are none, or where another version wrote them in another form. */
  findVerification(installation: string): Promise<VerificationView | undefined>;
  /** Replaces the last look at the proxy of the cluster. */
  saveProxyCheck(installation: string, view: ProxyCheckView): Promise<void>;
  /** Undefined where there is none, or where another version wrote it in another form. */
  findProxyCheck(installation: string): Promise<ProxyCheckView | undefined>;
  /** The cluster that a run created and no later run deleted. */
  findHandle(installation: string): Promise<ClusterHandle | undefined>;
  /** What the newest successful install left in the cluster; undefined after a deletion. */
  findInstalled(installation: string): Promise<Installation | undefined>;
  /** What successful installs and upgrades have left in the cluster, newest first, back to the last deletion. */
  listInstalled(installation: string): Promise<readonly Installation[]>;
  /** What installs since then have begun to send, newest first, though none of them succeeded. */
  findAttempted(installation: string): Promise<readonly Installation[]>;
  /** Whether the last attempt to create a cluster, with no deletion since, has no recorded success: a cluster without a handle may exist. */
  mayClusterBeUnrecorded(installation: string): Promise<boolean>;
  /**
   * A mark on the cluster at the platform, which distinguishes our cluster from
   * another of the same name. Created at the first call with a random part, so
   * that another MLAnywhere with an installation of this name has a different
   * one; constant from then on.
   */
  keepOwnerMark(installation: string): Promise<string>;
}
