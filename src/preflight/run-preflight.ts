import type { CheckResult } from '../api/contract.ts';
import { toMlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import type { Plan } from '../kubeflow/plan/plan.ts';
import type { KubernetesClient } from '../kubernetes/client.ts';
import { capacityChecks } from './capacity-checks.ts';
import type { Check } from './check.ts';
import { clusterChecks } from './cluster-checks.ts';
import { ClusterFacts } from './cluster-facts.ts';
import { ownershipChecks } from './ownership-checks.ts';

/** Every check, in the order they are shown. docs/preflight.md lists the same (a test holds them equal). */
export const checks: readonly Check[] = [...clusterChecks, ...capacityChecks, ...ownershipChecks];

/** Asks all checks at once. Can be repeated at any time, also on a half-installed cluster. */
export async function runPreflight(options: { client: KubernetesClient; plan: Plan; installation: Installation; signal: AbortSignal }): Promise<CheckResult[]> {
  const { client, plan, installation, signal } = options;
  const facts = new ClusterFacts(client, signal);
  return Promise.all(
    checks.map(async ({ id, title, look }): Promise<CheckResult> => {
      try {
        return { id, title, ...(await look({ facts, plan, installation })) };
      } catch (thrown) {
        signal.throwIfAborted();
        const { message, fix } = toMlaError(thrown);
        return { id, title, outcome: 'unknown', evidence: `Could not look: ${message}`, fix };
      }
    }),
  );
}
