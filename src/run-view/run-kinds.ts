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
  | 'preflight'
  | 'plan'
  | 'install'
  | 'hand-over'
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
  /** What exists after it succeeds. */
  readonly leaves: 'cluster' | 'nothing';
  /** In order. The weights are shares of the time that such a run takes. */
  readonly phases: readonly PhaseDefinition[];
  /** In order. */
  readonly steps: readonly { readonly name: StepName; readonly onlyWithKubeflow?: true }[];
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
      { name: 'preflight', onlyWithKubeflow: true },
      { name: 'plan', onlyWithKubeflow: true },
      { name: 'install', onlyWithKubeflow: true },
      { name: 'hand-over', onlyWithKubeflow: true },
    ],
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
