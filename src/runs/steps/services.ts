import type { PreflightPart } from '../../preflight/run-preflight.ts';
import type { CheckResult } from '../../api/contract.ts';
import type { Installation, PlatformId } from '../../installation/installation.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { ClusterHandle, Connection, Platform } from '../../platforms/platform.ts';
import { definitionOf } from '../../platforms/unions.ts';
import type { Secret } from '../../secret.ts';
import type { StepContext } from '../engine/step.ts';

/** What the steps of a run need from the house; built once in the composition root. */
export interface StepServices {
  readonly platform: (id: PlatformId) => Platform;
  /** A saved connection with its secret. Throws when there is none of this name. */
  readonly loadConnection: (name: string) => Promise<Connection>;
  readonly saveKubeconfig: (installation: string, kubeconfig: Secret) => Promise<void>;
  /** Throws when there is none yet. */
  readonly loadKubeconfig: (installation: string) => Promise<Secret>;
  /** A client for the installation's cluster; the caller closes it. */
  readonly openCluster: (installation: Installation, kubeconfig: Secret) => Promise<KubernetesClient>;
  /**
   * Sees to it that a release is on this machine, and says in a few words which: one that is known is fetched from upstream.
   * `onProgress` gets what is being done and how far it is, 0 to 1. Throws `release.notFound` and those of a fetch.
   */
  readonly getRelease: (
    release: string,
    options: { signal: AbortSignal; onProgress: (message: string, progress: number) => void },
  ) => Promise<string>;
  /** The plan with the installation's own credentials in it: generated and stored at the first call, the same ever after. `on`: the cluster, which decides some of it; without it, the plan is what fits any cluster. Throws where the cluster is of a kind that Kubeflow cannot run on. */
  readonly planFor: (installation: Installation, on?: OpenCluster) => Promise<Plan>;
  /** Objects (by `keyText`) that an earlier run has installed and nobody has deleted since, as far as that is known. */
  readonly sentBefore: (installation: string) => Promise<ReadonlySet<string>>;
  readonly runPreflight: (options: {
    client: KubernetesClient;
    plan: Plan;
    installation: Installation;
    signal: AbortSignal;
    part?: PreflightPart;
  }) => Promise<CheckResult[]>;
  /** The plan without the installation's secrets in it: for looking only. Stores nothing. A cluster that does not say its kind gets no patches of a kind. */
  readonly sketchPlan: (installation: Installation, on?: OpenCluster) => Promise<Plan>;
  /**
   * Makes the stored credentials the ones that the cluster knows, before
   * anything is sent. Names the Secrets whose values were taken. Throws
   * `kubeflow.passwordsLost` where data is there and its password is not.
   */
  readonly settleCredentials: (options: {
    client: KubernetesClient;
    installation: Installation;
    signal: AbortSignal;
  }) => Promise<{ readonly readBack: readonly string[]; readonly passwordKnown: boolean }>;
  /** Forgets the stored kubeconfig of a cluster, and its credentials unless the cluster goes on with them. */
  readonly forgetCluster: (installation: string, options: { keepCredentials: boolean }) => Promise<void>;
  /** What tells the installation's cluster at the platform from a stranger's: the same at every call. */
  readonly ownerMark: (installation: string) => Promise<string>;
  /** The cluster that an earlier run made, as far as it was recorded. */
  readonly findHandle: (installation: string) => Promise<ClusterHandle | undefined>;
  /** Whether the last attempt to make a cluster ended without a recorded success: there may be one that is not recorded. */
  readonly mayClusterBeUnrecorded: (installation: string) => Promise<boolean>;
  readonly now: () => Date;
  /** Milliseconds between two looks whether the platform still has a cluster that is worked on; the usual ones when left out. */
  readonly lossLookPause?: number;
}

/** A cluster that can be asked. */
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

/** The handle that the step `create-cluster` left. */
export function handleOf(outputs: Readonly<Record<string, unknown>>): ClusterHandle | undefined {
  const output = outputs['create-cluster'] as { handle?: ClusterHandle } | undefined;
  return output?.handle;
}

/**
 * Part of a step's input that makes the step run again at each attempt on an
 * existing cluster: its connection may have been corrected, and repeating the
 * step costs little.
 */
export function attemptOfExisting({
  installation,
  attempt,
}: Pick<StepContext, 'installation' | 'attempt'>): { attempt: number } | Record<string, never> {
  return definitionOf(installation.spec.cluster.platform).capabilities.makesClusters ? {} : { attempt };
}
