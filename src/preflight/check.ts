import type { CheckResult, CheckSeverity } from '../api/contract.ts';
import type { Installation } from '../installation/installation.ts';
import type { GivenSecrets } from '../kubeflow/given-secrets.ts';
import type { CredentialName } from '../kubeflow/credentials/credentials.ts';
import type { Plan } from '../kubeflow/plan/plan.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** What a check has to go by. */
export interface CheckContext {
  readonly facts: ClusterFacts;
  readonly plan: Plan;
  readonly installation: Installation;
  /** Whether the installation is brought to another release. */
  readonly upgrading?: boolean | undefined;
  /** Credentials that are stored of the installation. */
  readonly knownCredentials: ReadonlySet<CredentialName>;
  /** Secret values that are stored for its access. */
  readonly givenSecrets: GivenSecrets;
}

/** What a check found. A check that cannot look throws; that is told as `unknown`, never as passed or failed. */
export type Finding = Pick<CheckResult, 'outcome' | 'evidence' | 'consequence' | 'fix' | 'field' | 'error'>;

/** One preflight question. */
export interface Check {
  /** Stable: docs, tests and overrides refer to it. */
  readonly id: string;
  readonly title: string;
  /** What a failure means for a run. */
  readonly severity: CheckSeverity;
  /** What happens if a finding is ignored; for docs/preflight.md, and with each finding that has no consequence of its own. */
  readonly why: string;
  /** What to do about a finding, for docs/preflight.md. */
  readonly todo: string;
  /** A failure may pass by itself while nodes are still starting. */
  readonly needsNodes?: true;
  readonly look: (context: CheckContext) => Promise<Finding>;
}

export function passed(evidence: string): Finding {
  return { outcome: 'passed', evidence };
}

export function warning(evidence: string, fix: string, field?: string): Finding {
  return { outcome: 'warning', evidence, fix, ...(field === undefined ? {} : { field }) };
}

export function failed(evidence: string, fix: string, field?: string): Finding {
  return { outcome: 'failed', evidence, fix, ...(field === undefined ? {} : { field }) };
}

/** It was looked at, and what was seen answers nothing. */
export function unknown(evidence: string, fix: string): Finding {
  return { outcome: 'unknown', evidence, fix };
}

/** Commands as pages and terminals show them, each one once. */
export function sayCommands(commands: readonly string[]): string {
  return [...new Set(commands)].map((command) => `\`${command}\``).join(', ');
}
