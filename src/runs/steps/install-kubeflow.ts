import { setTimeout as wait } from 'node:timers/promises';
import type { CheckResult } from '../../api/contract.ts';
import { stopsRun } from '../../api/stops-run.ts';
import { sayCount } from '../../api/say-count.ts';
import { sayRelease } from '../../api/say-release.ts';
import { fromReport, MlaError } from '../../errors/error.ts';
import { defaultSoftLimits, type InstallOptions } from '../../kubeflow/install/install-options.ts';
import { removeStaleAccess } from '../../kubeflow/access/stale-objects.ts';
import { installRelease } from '../../kubeflow/install/install-release.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { keyText } from '../../kubernetes/objects/object.ts';
import type { Step, StepContext } from '../engine/step.ts';
import { disprovesCluster } from './make-cluster.ts';
import { newsAsEvent } from './news-as-event.ts';
import { giveUsersTheProxy } from './pod-proxy/give-users-the-proxy.ts';
import { handleOf, type StepServices } from './services.ts';
import { whileClusterExists } from './while-cluster-exists.ts';

/** Checks the cluster against the plan; a failed check ends the run before anything is sent. */
export function preflightStep(services: StepServices): Step {
  return {
    name: 'preflight',
    phase: 'preflight',
    title: 'Check the cluster',
    input: ({ installation, outputs }) => ({
      kubeflow: installation.spec.kubeflow,
      cluster: outputs['fetch-kubeconfig'],
    }),
    run: async (context) => {
      const { installation, tell, requestedBy } = context;
      const results = await withCluster(context, services, async (client, signal) => {
        const plan = await services.sketchPlan(installation, { client, signal });
        const upgrading = context.options.upgrade !== undefined;
        return askAll(services, { client, plan, installation, signal, upgrading, tell });
      });
      for (const result of results) {
        tell({
          type: 'preflight.check',
          severity: severityOf[result.outcome],
          message: `${result.title}: ${result.evidence}${result.fix === undefined || result.outcome === 'passed' ? '' : ` ${result.fix}`}`,
          data: { ...result },
        });
        if (result.overridden === undefined) continue;
        tell({
          type: 'preflight.overridden',
          severity: 'warning',
          message: `${requestedBy?.name ?? 'Someone'} overrides the check ${result.id}: ${result.overridden}`,
          data: { id: result.id, reason: result.overridden, ...(requestedBy && { by: requestedBy }) },
        });
      }
      refuseUnfit(results.filter(stopsRun));
      const warnings = results.filter((result) => result.outcome === 'warning').length;
      const unknown = results.filter((result) => result.outcome === 'unknown').length;
      return {
        detail: `${sayCount(results.length, 'check')}, ${sayCount(warnings, 'warning')}${unknown === 0 ? '' : `, ${unknown} could not be looked at`}`,
      };
    },
    disproves: disprovesCluster,
  };
}

/** Throws the error of a check that has one of its own, else `preflight.clusterUnfit`. */
function refuseUnfit(failed: readonly CheckResult[]): void {
  const [first] = failed;
  if (first === undefined) return;
  const coded = failed.find(({ error }) => error !== undefined)?.error;
  if (coded !== undefined) throw fromReport(coded);
  throw new MlaError('preflight.clusterUnfit', {
    count: failed.length,
    checks: failed.map(({ title }) => title).join('; '),
    fix: first.fix ?? '',
  });
}

/** The dry run takes seconds, so it is not repeated while nodes start. */
async function askAll(
  services: StepServices,
  { tell, ...request }: Parameters<StepServices['runPreflight']>[0] & Pick<StepContext, 'tell'>,
): Promise<CheckResult[]> {
  const answers = await untilNodesStarted(() => services.runPreflight({ ...request, part: 'questions' }), {
    signal: request.signal,
    tell,
  });
  // The plan of an upgrade asks the API server itself: what cannot be changed there is made again.
  if (request.upgrading === true) return answers;
  return [...answers, ...(await services.runPreflight({ ...request, part: 'dry-run' }))];
}

/** How long to wait for nodes that accept pods, in milliseconds. */
const startingNodes = { patience: 3 * 60_000, pause: 1000 };

/** Repeats the checks while every failure may resolve itself because nodes are still starting. Returns the last results. */
export async function untilNodesStarted(
  look: () => Promise<CheckResult[]>,
  { signal, tell }: Pick<StepContext, 'signal' | 'tell'>,
  { patience, pause } = startingNodes,
): Promise<CheckResult[]> {
  const started = performance.now();
  for (let looks = 1; ; looks += 1) {
    const results = await look();
    const failed = results.filter(stopsRun);
    const [first] = failed;
    const waits =
      first !== undefined && failed.every(({ passing }) => passing === true) && performance.now() - started < patience;
    if (!waits) return results;
    if (looks === 1)
      tell({
        type: 'log',
        severity: 'info',
        message: `${first.title}: ${first.evidence} Nodes are still starting. Checking again for up to ${patience / 60_000} minutes.`,
      });
    await wait(pause, undefined, { signal });
  }
}

const severityOf = { passed: 'info', warning: 'warning', failed: 'error', unknown: 'warning' } as const;

/** Computes the plan and emits it as an event. */
export function planStep(services: StepServices): Step {
  return {
    name: 'plan',
    phase: 'plan',
    title: 'Plan the installation',
    // Includes the cluster: another cluster can have other passwords.
    input: ({ installation, outputs }) => ({
      kubeflow: installation.spec.kubeflow,
      proxy: installation.spec.proxy,
      cluster: outputs['fetch-kubeconfig'],
    }),
    run: async (context) => {
      const { installation, tell } = context;
      const plan = await withCluster(context, services, async (client, signal) => {
        await settle(context, services, { client, signal });
        return services.planFor(installation, { client, signal });
      });
      return { detail: tellPlan(plan, tell), digest: plan.release.digest };
    },
    disproves: disprovesCluster,
  };
}

/** Emits what a plan contains. Returns it in a few words. */
export function tellPlan(
  { release, totals, gates, components, patches, switches, notes }: Plan,
  tell: StepContext['tell'],
): string {
  const detail = `${sayRelease(release)}: ${sayCount(totals.objects, 'object')}, ${sayCount(totals.workloads, 'workload')}, ${sayCount(gates.length, 'gate')}`;
  tell({
    type: 'plan.made',
    severity: 'info',
    message: detail,
    data: {
      release: { name: release.name, version: release.version },
      objects: totals.objects,
      workloads: totals.workloads,
      components: components.map(({ name, title, objects, workloads }) => ({ name, title, objects, workloads })),
    },
  });
  for (const { id, title, on, because, advised, forCluster } of switches)
    tell({
      type: 'log',
      severity: (forCluster && on) || on !== advised ? 'info' : 'debug',
      message: `Patch ${id} (${title}): ${on ? 'on' : 'off'}. ${because}`,
    });
  for (const { what, why } of patches)
    tell({ type: 'log', severity: 'debug', message: `Changed from the release: ${what} (${why})` });
  for (const note of notes) tell({ type: 'log', severity: 'info', message: note });
  return detail;
}

/** Takes the cluster's existing passwords as the installation's, and emits an event about it. */
export async function settle(
  { installation, tell }: StepContext,
  services: StepServices,
  { client, signal }: { client: KubernetesClient; signal: AbortSignal },
): Promise<void> {
  const { readBack, passwordKnown } = await services.settleCredentials({ installation, client, signal });
  if (readBack.length > 0)
    tell({
      type: 'credentials.read-back',
      severity: 'info',
      message: `Kept existing passwords in the cluster: ${readBack.join(', ')}`,
      data: { secrets: readBack },
    });
  if (readBack.length > 0 && !passwordKnown) {
    tell({
      type: 'log',
      severity: 'warning',
      message:
        'The first user’s password stays as it is, but MLAnywhere does not know it: the cluster has only its hash. For a new one: kubectl -n auth delete secret dex-passwords, then apply again.',
    });
  }
}

/** Sends the plan and waits until all of it is ready. */
export function installStep(services: StepServices): Step {
  return {
    name: 'install',
    phase: 'install',
    title: 'Install Kubeflow',
    input: ({ installation, outputs }) => ({
      kubeflow: installation.spec.kubeflow,
      proxy: installation.spec.proxy,
      plan: outputs['plan'],
      cluster: outputs['fetch-kubeconfig'],
    }),
    run: async (context) => {
      const { installation, tell } = context;
      const before = await services.planBefore(installation.metadata.name);
      const attempted = await services.plansAttempted(installation);
      const options = {
        installation: installation.metadata.name,
        tell: (news) => tell(newsAsEvent(news)),
        now: services.now,
        softLimits: defaultSoftLimits,
        sentBefore: new Set(before?.objects.map(({ key }) => keyText(key))),
        repair: context.options.repair,
        takeOver: installation.spec.kubeflow?.takeOver ?? [],
      } satisfies Omit<InstallOptions, 'client' | 'signal' | 'plan'>;
      const result = await withCluster(context, services, async (client, signal) => {
        // Again: an earlier attempt may have settled them long ago.
        await settle(context, services, { client, signal });
        const plan = await services.planFor(installation, { client, signal });
        const installed = await installRelease({ ...options, plan, client, signal });
        // After the new way is open: nobody is without one in between.
        const { installation: name } = options;
        const earlier = [before, ...attempted].filter((one) => one !== undefined);
        for (const object of await removeStaleAccess({ client, plan, earlier, installation: name, signal }))
          tell({ type: 'log', severity: 'info', message: `Removed ${object}: the access no longer needs it.` });
        await giveUsersTheProxy(context, services, { client, signal });
        tellLeftOver(context, { before, plan });
        return installed;
      });
      return {
        detail: `${sayCount(result.applied, 'object')}, ${sayCount(result.ready, 'workload')} ready`,
        ...result,
      };
    },
    disproves: disprovesCluster,
  };
}

/** Components that an earlier install brought and this one no longer has stay in the cluster until someone removes them. */
function tellLeftOver(
  { installation, tell }: StepContext,
  { before, plan }: { readonly before: Plan | undefined; readonly plan: Plan },
): void {
  const wanted = new Set(plan.components.map(({ name }) => name));
  const left = (before?.components ?? []).filter(({ name }) => !wanted.has(name)).map(({ title }) => title);
  if (left.length === 0) return;
  tell({
    type: 'log',
    severity: 'warning',
    message: `No longer part of this installation, and still in the cluster: ${left.join(', ')}. Remove them: mla uninstall ${installation.metadata.name} --left-over`,
  });
}

/** Runs work with a client for the run's cluster while the platform has the cluster, and always closes the client. */
export async function withCluster<T>(
  context: StepContext,
  services: StepServices,
  work: (client: KubernetesClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { installation, outputs, signal, lease } = context;
  return whileClusterExists({ installation, handle: handleOf(outputs), signal }, services, async (untilLost) => {
    const kubeconfig = await services.loadKubeconfig(installation.metadata.name);
    const client = await services.openCluster(installation, kubeconfig, lease);
    try {
      return await work(client, untilLost);
    } finally {
      await client.close();
    }
  });
}
