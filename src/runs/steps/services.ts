import type { PreflightOptions, PreflightPart } from '../../preflight/run-preflight.ts';
import type { CheckResult } from '../../api/contract.ts';
import type { Installation, PlatformId } from '../../installation/installation.ts';
import type { LoginWish } from '../../kubeflow/login/stations.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import type { PodProxy } from '../../kubeflow/pod-proxy/proxy-variables.ts';
import type { Release } from '../../kubeflow/release/release.ts';
import type { SettingsRecord } from '../../kubeflow/upgrade/settings-record.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { WriteGuard } from '../../kubernetes/http/write-guard.ts';
import type { Ways } from '../../network/outbound.ts';
import type { ClusterHandle, Connection, Platform } from '../../platforms/platform.ts';
import { definitionOf } from '../../platforms/unions.ts';
import type { Secret } from '../../secret.ts';
import type { StepContext } from '../engine/step.ts';
import type { NodeServices } from './node-proxy/node-services.ts';

/** The services that steps use; built once in the composition root. */
export interface StepServices {
  readonly platform: (id: PlatformId) => Platform;
  /** A saved connection with its secret. Throws for an unknown name. */
  readonly loadConnection: (name: string) => Promise<Connection>;
  readonly saveKubeconfig: (installation: string, kubeconfig: Secret) => Promise<void>;
  /** Throws when there is none yet. */
  readonly loadKubeconfig: (installation: string) => Promise<Secret>;
  /** A client for the installation's cluster; the caller closes it. `lease`: a run's, without which the client writes nothing. */
  readonly openCluster: (
    installation: Installation,
    kubeconfig: Secret,
    lease?: WriteGuard,
  ) => Promise<KubernetesClient>;
  /**
   * Ensures that a release is on this machine, and returns its name for people. A known release is fetched from upstream.
   * `onProgress` receives the current activity and its progress, 0 to 1. Throws `release.notFound` and the errors of a fetch.
   */
  readonly getRelease: (
    release: string,
    options: { signal: AbortSignal; onProgress: (message: string, progress: number) => void },
  ) => Promise<string>;
  /** A release that is on this machine. Throws `release.notFound`. */
  readonly loadRelease: (release: string) => Promise<Release>;
  /** The plan with the installation's own credentials, which are generated and stored at the first call and constant from then on. `on`: the cluster, whose kind decides some patches; without it, no such patches apply. Throws for a kind of cluster that cannot run Kubeflow. */
  readonly planFor: (installation: Installation, on?: OpenCluster) => Promise<Plan>;
  /** The plan of the installation as it was last installed; undefined where it was not, and where that plan can no longer be made. */
  readonly planBefore: (installation: string) => Promise<Plan | undefined>;
  /** Keys of the objects that the installation has, as it was last installed. Throws `run.nothingYet` where that is not known. */
  readonly plannedNow: (installation: string) => Promise<ReadonlySet<string>>;
  /** The plans of installs since then that did not succeed: some of their objects can be in the cluster. */
  readonly plansAttempted: (installation: Installation) => Promise<readonly Plan[]>;
  readonly runPreflight: (options: {
    client: KubernetesClient;
    plan: Plan;
    installation: Installation;
    signal: AbortSignal;
    upgrading?: boolean;
    part?: PreflightPart;
    probe?: PreflightOptions['probe'];
  }) => Promise<CheckResult[]>;
  /** What the PodDefaults of users hold; undefined where the installation has no proxy for pods. */
  readonly podProxyFor: (installation: Installation, on: OpenCluster) => Promise<PodProxy | undefined>;
  /** The plan without the installation's secrets, for display only. Stores nothing. A cluster whose kind cannot be read gets no patches for a kind. */
  readonly sketchPlan: (installation: Installation, on?: OpenCluster) => Promise<Plan>;
  /**
   * Updates the stored credentials to those in the cluster, before anything is
   * sent. Returns the names of the Secrets that were read. Throws
   * `kubeflow.passwordsLost` when data exists and its password does not.
   */
  readonly settleCredentials: (options: {
    client: KubernetesClient;
    installation: Installation;
    signal: AbortSignal;
  }) => Promise<{ readonly readBack: readonly string[]; readonly passwordKnown: boolean }>;
  /** By which the address of an installation is reached. */
  readonly outbound: Ways;
  /** What others had set on objects that an unfinished upgrade makes again. */
  readonly upgradeSettings: (installation: string) => SettingsRecord;
  /** The first user, as the cluster has them. Throws `run.passwordUnknown`. */
  readonly loginOf: (installation: Installation) => Promise<LoginWish>;
  /** Deletes the stored kubeconfig of a cluster, and its credentials unless the cluster keeps using them. */
  readonly forgetCluster: (installation: string, options: { keepCredentials: boolean }) => Promise<void>;
  /** The mark that distinguishes the installation's cluster at the platform: the same at every call. */
  readonly ownerMark: (installation: string) => Promise<string>;
  /** The cluster that an earlier run created, if that was recorded. */
  readonly findHandle: (installation: string) => Promise<ClusterHandle | undefined>;
  /** Whether the last attempt to create a cluster has no recorded success: an unrecorded cluster may exist. */
  readonly mayClusterBeUnrecorded: (installation: string) => Promise<boolean>;
  readonly nodes: NodeServices;
  readonly now: () => Date;
  /** The interval at which the platform is asked whether it still has the cluster, in milliseconds; a default when absent. */
  readonly lossLookPause?: number;
}

/** A cluster that can be queried. */
export interface OpenCluster {
  readonly client: KubernetesClient;
  readonly signal: AbortSignal;
}

/** The connection that an installation names, if its platform has one. */
export async function connectionOf(
  installation: Installation,
  services: Pick<StepServices, 'loadConnection'>,
): Promise<Connection | undefined> {
  const { cluster } = installation.spec;
  return 'connection' in cluster ? services.loadConnection(cluster.connection) : undefined;
}

/** The handle from the step `create-cluster`, or `reach-cluster`. */
export function handleOf(outputs: Readonly<Record<string, unknown>>): ClusterHandle | undefined {
  const output = (outputs['create-cluster'] ?? outputs['reach-cluster']) as { handle?: ClusterHandle } | undefined;
  return output?.handle;
}

/**
 * Part of a step's input that makes the step repeat at each attempt on an
 * existing cluster: its connection may have been corrected, and the step is
 * cheap.
 */
export function attemptOfExisting({
  installation,
  attempt,
}: Pick<StepContext, 'installation' | 'attempt'>): { attempt: number } | Record<string, never> {
  return definitionOf(installation.spec.cluster.platform).capabilities.makesClusters ? {} : { attempt };
}
