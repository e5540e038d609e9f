import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { Plan } from '../plan/plan.ts';
import { judgeOwnership } from './judge-ownership.ts';
import { surveyCluster } from './survey.ts';
import type { Verdict } from './verdict.ts';

/**
 * Looks once more, right before the first object is sent, whether the cluster
 * holds what this install must not change: preflight may have been asked long
 * before. Throws `kubeflow.clusterHoldsOther` when it does.
 */
export async function lookBeforeWriting(given: {
  client: KubernetesClient;
  plan: Plan;
  installation: string;
  takeOver: readonly string[];
  /** See `OwnershipCase`. */
  upgrading?: boolean;
  signal: AbortSignal;
}): Promise<Verdict> {
  const { client, plan, installation, takeOver, upgrading, signal } = given;
  const verdict = judgeOwnership({
    plan,
    installation,
    takeOver,
    upgrading,
    survey: await surveyCluster({ client, plan, signal }),
  });
  const [first] = verdict.refusals;
  if (first === undefined) return verdict;
  throw new MlaError('kubeflow.clusterHoldsOther', {
    evidence: verdict.refusals.map(({ evidence }) => evidence).join(' '),
    fix: first.fix,
  });
}
