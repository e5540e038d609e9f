import type { Plan } from '../plan/plan.ts';
import type { Survey } from './survey.ts';

/** Questions about who owns what is in a cluster; the ids of the preflight checks that ask them. */
export type OwnershipQuestion = 'foreign-owners' | 'other-installation' | 'earlier-kubeflow' | 'newer-definitions';

/** Why an install must not begin, and what the user can do. */
export interface Refusal {
  readonly question: OwnershipQuestion;
  readonly evidence: string;
  readonly fix: string;
  /** The field of the installation that answers it. */
  readonly field?: string;
}

/** What is taken from another owner, because the installation says so. */
export interface Taken {
  /** The word in `spec.kubeflow.takeOver`. */
  readonly word: string;
  /** For example `Istio 1.26.3 of Helm release company-istiod`. */
  readonly what: string;
  readonly objects: readonly string[];
}

/** A definition that stays as it is in the cluster, since it is newer than the plan's. */
export interface Kept {
  /** In `Plan.objects`. */
  readonly position: number;
  readonly because: string;
}

/** What the look at a cluster comes to. */
export interface Verdict {
  readonly refusals: readonly Refusal[];
  readonly taken: readonly Taken[];
  readonly kept: readonly Kept[];
  /** What is there from an installation of which nothing runs any more, in a sentence. */
  readonly leftOver: string | undefined;
}

export interface OwnershipCase {
  readonly plan: Plan;
  /** Name of the installation. */
  readonly installation: string;
  /** Words of `spec.kubeflow.takeOver`. */
  readonly takeOver: readonly string[];
  readonly survey: Survey;
  /** The installation is being brought to another release: its own objects of the old release may be changed, definitions too. */
  readonly upgrading?: boolean | undefined;
}
