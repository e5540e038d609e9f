import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import type { EndLimits } from './failures/final-failures.ts';
import type { SoftLimits } from './gates/explain-waits.ts';
import type { InstallNews } from './install-events.ts';

export interface InstallOptions {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  /** Name of the installation, as in the label that the plan put on its objects. */
  readonly installation: string;
  readonly signal: AbortSignal;
  readonly tell: (news: InstallNews) => void;
  readonly now: () => Date;
  /** A longer wait, in seconds, is reported as overdue and continues. */
  readonly softLimits: SoftLimits;
  /** When a hopeless install ends; defaults when absent. */
  readonly endLimits?: EndLimits | undefined;
  /** What of other owners may be changed, as `spec.kubeflow.takeOver` has it. */
  readonly takeOver?: readonly string[];
  /** Objects (by `keyText`) that an earlier run has sent: if one is missing, someone removed it. */
  readonly sentBefore?: ReadonlySet<string> | undefined;
  /** Brings this installation to another release. `prepare` is called right before each object is sent, and may be called again. */
  readonly upgrade?: { readonly prepare: (planned: PlannedObject) => Promise<void> } | undefined;
  /** Send again what others have changed. */
  readonly repair?: boolean | undefined;
}

export const defaultSoftLimits: SoftLimits = { gate: 120, workload: 600 };
