import type { CheckResult } from '../../src/api/contract.ts';
import type { ErrorCode } from '../../src/errors/registry.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';

/** One situation: a cluster as it is found, what is installed on it, and the right outcome. */
export interface Case {
  /** Unique; lower case, digits and dashes. In every YAML text of the row `$case` stands for it. */
  readonly name: string;
  /** Objects that are in the cluster before, YAML documents, made in this order; a kind of their own is waited for. */
  readonly before?: string;
  /** What happens in the cluster after that, and before MLAnywhere looks. */
  readonly steps?: (cluster: FoundCluster) => Promise<unknown>;
  /** Takes away what would disturb the other rows. */
  readonly after?: (cluster: FoundCluster) => Promise<unknown>;
  /** The objects of the release, YAML documents. */
  readonly release: string;
  /** Who installs: a ServiceAccount of `before`, in the namespace `$case`. Default: the administrator. */
  readonly as?: string;
  /** What of others may be changed, as `spec.kubeflow.takeOver` has it. Default: all that the row found, by its name. */
  readonly takeOver?: readonly string[];
  /** What preflight finds, by the id of the check: its outcome, and words of its evidence and fix. */
  readonly checks?: Readonly<Record<string, readonly [CheckResult['outcome'], RegExp]>>;
  readonly install?: Ending;
}

/** How an install ends. Words are looked for in message, cause and fix; a wait is named by `what` and explained by `words`. */
export type Ending =
  /** `changes`: what others have changed by then, looked for in their list as JSON. */
  | { readonly ends: 'ready'; readonly changes?: RegExp }
  | { readonly ends: 'refused'; readonly code: ErrorCode; readonly words: RegExp; readonly never?: RegExp }
  | { readonly ends: 'waiting'; readonly what: RegExp; readonly words: RegExp };

/** The cluster of a case, for its steps. */
export interface FoundCluster {
  readonly client: KubernetesClient;
  /** The row's name. */
  readonly name: string;
  /** Aborts when the row is over. */
  readonly signal: AbortSignal;
}
