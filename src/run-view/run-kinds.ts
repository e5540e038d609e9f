import type { PhaseName, RunKind } from '../api/run.ts';

/** A phase as a person reads it, and its share of the whole run's progress in percent. */
interface PhaseDefinition {
  readonly name: PhaseName;
  readonly title: string;
  readonly weight: number;
}

/** Every step there is, by name. What each does is in `src/runs/steps`. */
export type StepName =
  | 'get-release'
  | 'connect'
  | 'create-cluster'
  | 'wait-for-cluster'
  | 'scale-workers'
  | 'fetch-kubeconfig'
  | 'set-node-proxy'
  | 'preflight'
  | 'plan'
  | 'install'
  | 'plan-upgrade'
  | 'upgrade'
  | 'hand-over'
  | 'verify'
  | 'reach-cluster'
  | 'uninstall'
  | 'delete-cluster';

/** What a run is about. */
export interface RunSubject {
  /** Whether the platform makes the cluster, or it was there before. */
  readonly makesCluster: boolean;
  /** What the release is called in the middle of a sentence; undefined where only a cluster is made. */
  readonly installs: string | undefined;
}

/** A kind of run. To add one, add a row here and its steps. */
interface RunKindDefinition {
  /** As logs and tables call it. */
  readonly verb: string;
  /** The title of its page. */
  readonly title: (about: RunSubject) => string;
  /** What exists after it succeeds: the cluster as the installation says, the cluster without Kubeflow, or nothing. */
  readonly leaves: 'cluster' | 'bare-cluster' | 'nothing';
  /** It can be the first run of an installation. */
  readonly begins?: true;
  /** In order. The weights are shares of the time that such a run takes. */
  readonly phases: readonly PhaseDefinition[];
  /** In order. */
  readonly steps: readonly {
    readonly name: StepName;
    readonly onlyWithKubeflow?: true;
    /** Only where the installation asks for checks at the end. */
    readonly onlyToVerify?: true;
    /** Only where MLAnywhere sets up the nodes by SSH. */
    readonly onlyWithSsh?: true;
  }[];
}

export const runKinds: Readonly<Record<RunKind, RunKindDefinition>> = {
  create: {
    verb: 'create',
    title: ({ makesCluster, installs }) => {
      if (!makesCluster) return installs === undefined ? 'Checking the cluster' : `Installing ${installs}`;
      return installs === undefined ? 'Creating the cluster' : `Creating the cluster and installing ${installs}`;
    },
    leaves: 'cluster',
    phases: [
      { name: 'release', title: 'Get Kubeflow', weight: 2 },
      { name: 'connect', title: 'Connect', weight: 1 },
      { name: 'cluster', title: 'Create cluster', weight: 20 },
      { name: 'preflight', title: 'Preflight', weight: 2 },
      { name: 'plan', title: 'Plan', weight: 1 },
      { name: 'install', title: 'Install Kubeflow', weight: 70 },
      { name: 'handover', title: 'Hand over', weight: 6 },
    ],
    steps: [
      { name: 'get-release', onlyWithKubeflow: true },
      { name: 'connect' },
      { name: 'create-cluster' },
      { name: 'wait-for-cluster' },
      { name: 'scale-workers' },
      { name: 'fetch-kubeconfig' },
      { name: 'set-node-proxy', onlyWithSsh: true },
      { name: 'preflight', onlyWithKubeflow: true },
      { name: 'plan', onlyWithKubeflow: true },
      { name: 'install', onlyWithKubeflow: true },
      { name: 'hand-over', onlyWithKubeflow: true },
      { name: 'verify', onlyToVerify: true },
    ],
  },
  upgrade: {
    verb: 'upgrade',
    title: ({ installs }) => `Upgrading to ${installs ?? 'another release'}`,
    leaves: 'cluster',
    phases: [
      { name: 'release', title: 'Get Kubeflow', weight: 2 },
      { name: 'connect', title: 'Connect', weight: 1 },
      { name: 'cluster', title: 'Find the cluster', weight: 2 },
      { name: 'preflight', title: 'Preflight', weight: 5 },
      { name: 'plan', title: 'Plan the upgrade', weight: 5 },
      { name: 'install', title: 'Upgrade Kubeflow', weight: 80 },
      { name: 'handover', title: 'Hand over', weight: 5 },
    ],
    steps: [
      { name: 'get-release' },
      { name: 'connect' },
      { name: 'create-cluster' },
      { name: 'wait-for-cluster' },
      { name: 'fetch-kubeconfig' },
      { name: 'preflight' },
      { name: 'plan-upgrade' },
      { name: 'upgrade' },
      { name: 'hand-over' },
      { name: 'verify', onlyToVerify: true },
    ],
  },
  uninstall: {
    verb: 'uninstall',
    title: ({ installs }) => `Removing ${installs ?? 'Kubeflow'}`,
    leaves: 'bare-cluster',
    phases: [
      { name: 'connect', title: 'Connect', weight: 5 },
      { name: 'uninstall', title: 'Remove Kubeflow', weight: 95 },
    ],
    steps: [{ name: 'connect' }, { name: 'reach-cluster' }, { name: 'uninstall' }],
  },
  'remove-left-over': {
    verb: 'remove-left-over',
    title: () => 'Removing components that the installation no longer has',
    leaves: 'cluster',
    phases: [
      { name: 'connect', title: 'Connect', weight: 5 },
      { name: 'uninstall', title: 'Remove components', weight: 90 },
      { name: 'handover', title: 'Hand over', weight: 5 },
    ],
    steps: [{ name: 'connect' }, { name: 'reach-cluster' }, { name: 'uninstall' }, { name: 'hand-over' }],
  },
  'uninstall-found': {
    verb: 'uninstall-found',
    title: () => 'Removing a Kubeflow that MLAnywhere did not install',
    leaves: 'bare-cluster',
    begins: true,
    phases: [
      { name: 'connect', title: 'Connect', weight: 3 },
      { name: 'cluster', title: 'Find the cluster', weight: 2 },
      { name: 'uninstall', title: 'Remove Kubeflow', weight: 95 },
    ],
    steps: [{ name: 'connect' }, { name: 'create-cluster' }, { name: 'fetch-kubeconfig' }, { name: 'uninstall' }],
  },
  delete: {
    verb: 'delete',
    title: () => 'Deleting the installation',
    leaves: 'nothing',
    phases: [
      { name: 'connect', title: 'Connect', weight: 5 },
      { name: 'delete', title: 'Delete', weight: 95 },
    ],
    steps: [{ name: 'delete-cluster' }],
  },
};

/** The kinds that remove everything. */
export const kindsThatRemove: readonly RunKind[] = (Object.keys(runKinds) as RunKind[]).filter(
  (kind) => runKinds[kind].leaves === 'nothing',
);

/** The kinds that only make and change. Each other one takes something away: who begins it or goes on with it needs a right to that. */
export const kindsThatMake: readonly RunKind[] = ['create', 'upgrade'];

/** The kinds after which no Kubeflow is left that an earlier run installed. */
export const kindsThatUninstall: readonly RunKind[] = (Object.keys(runKinds) as RunKind[]).filter(
  (kind) => runKinds[kind].leaves !== 'cluster',
);
