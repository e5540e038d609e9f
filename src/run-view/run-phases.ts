import type { PhaseName, RunKind } from '../api/run.ts';

/** A phase as a person reads it, and its share of the whole run's progress in percent. */
interface PhaseDefinition {
  readonly name: PhaseName;
  readonly title: string;
  readonly weight: number;
}

/** In the order in which they come. The weights are shares of the time that runs of each kind take. */
export const phasesOf: Readonly<Record<RunKind, readonly PhaseDefinition[]>> = {
  create: [
    { name: 'release', title: 'Get Kubeflow', weight: 2 },
    { name: 'connect', title: 'Connect', weight: 1 },
    { name: 'cluster', title: 'Create cluster', weight: 20 },
    { name: 'preflight', title: 'Preflight', weight: 2 },
    { name: 'plan', title: 'Plan', weight: 1 },
    { name: 'install', title: 'Install Kubeflow', weight: 70 },
    { name: 'handover', title: 'Hand over', weight: 6 },
  ],
  delete: [
    { name: 'connect', title: 'Connect', weight: 5 },
    { name: 'delete', title: 'Delete', weight: 95 },
  ],
};
