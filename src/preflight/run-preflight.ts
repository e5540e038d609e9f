import type { CheckResult } from '../api/contract.ts';
import { toMlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import type { GivenSecrets } from '../kubeflow/given-secrets.ts';
import type { CredentialName } from '../kubeflow/credentials/credentials.ts';
import type { Plan } from '../kubeflow/plan/plan.ts';
import type { KubernetesClient } from '../kubernetes/client.ts';
import { capacityChecks } from './checks/capacity-checks.ts';
import { sayCount } from '../api/say-count.ts';
import type { Check, CheckContext, Finding } from './check.ts';
import { readOverrides } from './overrides.ts';
import { clusterChecks } from './checks/cluster-checks.ts';
import { isStarting } from './usable-nodes.ts';
import { ClusterFacts } from './cluster-facts.ts';
import { probeChecks } from './checks/probe-checks.ts';
import { dryRunChecks } from './checks/admission/dry-run-checks.ts';
import { podSecurityCheck } from './checks/admission/pod-security-check.ts';
import { sidecarCheck } from './checks/admission/sidecar-check.ts';
import { webhookReachabilityCheck } from './checks/admission/webhook-reachability-check.ts';
import { accessChecks } from './checks/access/access-checks.ts';
import { clockCheck } from './checks/clock-check.ts';
import { acceleratorCheck } from './checks/nodes/accelerator-check.ts';
import { nodeProxyCheck } from './checks/nodes/node-proxy-check.ts';
import { disruptionCheck } from './checks/nodes/disruption-check.ts';
import { volumeOwnershipCheck } from './checks/storage/volume-ownership-check.ts';
import { definitionChecks } from './checks/definition-checks.ts';
import { quotaChecks } from './checks/quota-checks.ts';
import { foundationCheck } from './checks/foundation-check.ts';
import { ownershipChecks } from './checks/ownership-checks.ts';
import { platformChecks } from './checks/platform-checks.ts';
import { terminatingChecks } from './checks/terminating-checks.ts';
import { userChecks } from './checks/user-checks.ts';
import { webhookChecks } from './checks/webhook-checks.ts';

/** Every check, in the order they are shown. docs/preflight.md lists the same (a test holds them equal). */
export const checks: readonly Check[] = [
  ...platformChecks,
  ...clusterChecks,
  clockCheck,
  ...capacityChecks,
  volumeOwnershipCheck,
  acceleratorCheck,
  disruptionCheck,
  nodeProxyCheck,
  foundationCheck,
  ...ownershipChecks,
  ...userChecks,
  ...accessChecks,
  ...definitionChecks,
  ...terminatingChecks,
  ...webhookChecks,
  webhookReachabilityCheck,
  sidecarCheck,
  podSecurityCheck,
  ...quotaChecks,
  ...dryRunChecks,
];

/** Part of the checks: questions about the cluster, or the dry run. */
export type PreflightPart = 'questions' | 'dry-run';

export interface PreflightOptions {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  readonly installation: Installation;
  readonly signal: AbortSignal;
  /** Credentials that are stored of the installation; none when left out. */
  readonly knownCredentials?: ReadonlySet<CredentialName>;
  /** Secret values that are stored for its access; none when left out. */
  readonly givenSecrets?: GivenSecrets;
  /** The installation is brought to another release: its own objects of the old one are no obstacle. */
  readonly upgrading?: boolean | undefined;
  /** Only the questions about the cluster, or only the dry run of each object, which takes seconds; else both. */
  readonly part?: PreflightPart | undefined;
  /** Also ask what only a pod on a node can answer: a namespace is made, and removed. With the milliseconds that the pods may take. */
  readonly probe?: { readonly patience?: number } | undefined;
}

/** Asks all checks at once. Can be repeated at any time, also on a half-installed cluster. Throws `preflight.overrideImpossible`. */
export async function runPreflight(options: PreflightOptions): Promise<CheckResult[]> {
  const { client, plan, installation, signal, knownCredentials = new Set(), givenSecrets = {}, part, probe } = options;
  const { upgrading } = options;
  const overrides = readOverrides(installation, [...checks, ...probeChecks]);
  const facts = new ClusterFacts(client, signal, probe);
  const asked =
    part === undefined ? checks : checks.filter((check) => dryRunChecks.includes(check) === (part === 'dry-run'));
  const answers = [...asked, ...(probe === undefined ? [] : probeChecks)].map((check) =>
    answer(check, { facts, plan, installation, upgrading, knownCredentials, givenSecrets }, { signal, overrides }),
  );
  // A probe removes what it made before anybody closes the connection, also when another check has ended the answer.
  await Promise.allSettled(answers);
  return Promise.all(answers);
}

async function answer(
  { id, title, severity, why, look, needsNodes }: Check,
  context: CheckContext,
  { signal, overrides }: { readonly signal: AbortSignal; readonly overrides: ReturnType<typeof readOverrides> },
): Promise<CheckResult> {
  const { facts } = context;
  try {
    const finding = await look(context);
    return {
      id,
      title,
      severity,
      ...(finding.outcome !== 'passed' && { consequence: why }),
      ...finding,
      ...(needsNodes && finding.outcome === 'failed' && (await whyPassing(facts, finding))),
      ...(finding.outcome === 'failed' && overrides.get(id)),
    };
  } catch (thrown) {
    signal.throwIfAborted();
    const { message, fix } = toMlaError(thrown);
    return {
      id,
      title,
      severity,
      outcome: 'unknown',
      consequence: why,
      evidence: `The check could not run: ${message}`,
      fix,
    };
  }
}

/** That a failure is likely to pass, and how, where nodes are still starting. */
async function whyPassing(
  facts: ClusterFacts,
  { fix }: Finding,
): Promise<Pick<CheckResult, 'passing' | 'fix'> | undefined> {
  const starting = (await facts.nodes()).filter((node) => isStarting(node, Date.now()));
  if (starting.length === 0) return undefined;
  return {
    passing: true,
    fix: `${sayCount(starting.length, 'node')} still starting. Check again in a moment. If nothing changes: ${fix ?? ''}`,
  };
}
