import { MlaError } from '../../errors/error.ts';
import { defaultSoftLimits, installRelease, type InstallOptions } from '../../kubeflow/install/install-release.ts';
import type { InstallNews } from '../../kubeflow/install/news.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { NewEvent, Step, StepContext } from '../step.ts';
import type { StepServices } from './services.ts';

/** Checks the cluster against the plan; a failed check ends the run before anything is sent. */
export function preflightStep(services: StepServices): Step {
  return {
    name: 'preflight',
    phase: 'preflight',
    title: 'Check the cluster',
    input: ({ installation, outputs }) => ({ kubeflow: installation.spec.kubeflow, cluster: outputs['fetch-kubeconfig'] }),
    run: async (context) => {
      const { installation, signal, tell } = context;
      const plan = await services.planFor(installation);
      const results = await withCluster(context, services, (client) => services.runPreflight({ client, plan, installation, signal }));
      for (const result of results) {
        tell({
          type: 'preflight.check',
          severity: severityOf[result.outcome],
          message: `${result.title}: ${result.evidence}${result.fix === undefined || result.outcome === 'passed' ? '' : ` ${result.fix}`}`,
          data: { ...result },
        });
      }
      const failed = results.filter((result) => result.outcome === 'failed');
      if (failed.length > 0) {
        throw new MlaError('MLA-PREFLIGHT-001', { count: failed.length, checks: failed.map((one) => one.title).join('; '), fix: failed[0]?.fix ?? '' });
      }
      const warnings = results.filter((result) => result.outcome === 'warning').length;
      return { detail: `${results.length} checks, ${warnings === 1 ? '1 warning' : `${warnings} warnings`}` };
    },
  };
}

const severityOf = { passed: 'info', warning: 'warning', failed: 'error', unknown: 'warning' } as const;

/** Computes what will be sent, and tells it. */
export function planStep(services: StepServices): Step {
  return {
    name: 'plan',
    phase: 'plan',
    title: 'Plan the installation',
    input: ({ installation }) => installation.spec.kubeflow,
    run: async ({ installation, tell }) => {
      const { release, totals, gates, components, patches, notes } = await services.planFor(installation);
      const detail = `${release.name} ${release.version}: ${totals.objects} objects, ${totals.workloads} workloads, ${gates.length} gates`;
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
      for (const { what, why } of patches) tell({ type: 'log', severity: 'debug', message: `Changed from the release: ${what} (${why})` });
      for (const note of notes) tell({ type: 'log', severity: 'info', message: note });
      return { detail, digest: release.digest };
    },
  };
}

/** Sends the plan and waits until all of it is ready. */
export function installStep(services: StepServices): Step {
  return {
    name: 'install',
    phase: 'install',
    title: 'Install Kubeflow',
    input: ({ installation, outputs }) => ({ kubeflow: installation.spec.kubeflow, plan: outputs['plan'], cluster: outputs['fetch-kubeconfig'] }),
    run: async (context) => {
      const { installation, signal, tell } = context;
      const plan = await services.planFor(installation);
      const options: Omit<InstallOptions, 'client'> = {
        plan,
        installation: installation.metadata.name,
        signal,
        tell: (news) => tell(eventOf(news)),
        now: services.now,
        softLimits: defaultSoftLimits,
      };
      const result = await withCluster(context, services, (client) => installRelease({ ...options, client }));
      return { detail: `${result.applied} objects, ${result.ready} workloads ready`, ...result };
    },
  };
}

/** Runs work with a client for the run's cluster and closes it whatever happens. */
export async function withCluster<T>({ installation }: StepContext, services: StepServices, work: (client: KubernetesClient) => Promise<T>): Promise<T> {
  const client = await services.openCluster(installation, await services.loadKubeconfig(installation.metadata.name));
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

/** An install's news as an event of the run. */
function eventOf(news: InstallNews): NewEvent {
  switch (news.type) {
    case 'object-applied':
      return { type: 'object.applied', severity: 'debug', component: news.component, message: `${news.created ? 'Created' : 'Applied'} ${news.object}`, data: { object: news.object } };
    case 'object-unchanged':
      return { type: 'object.unchanged', severity: 'debug', component: news.component, message: `Unchanged ${news.object}`, data: { object: news.object } };
    case 'object-rejected':
      return { type: 'object.rejected', severity: 'warning', component: news.component, message: `Refused for now: ${news.object}. ${news.why}`, data: { object: news.object, why: news.why } };
    case 'object-resent':
      return { type: 'object.resent', severity: 'info', component: news.component, message: `Sending again: ${news.object}. ${news.why}`, data: { object: news.object, why: news.why } };
    case 'gate-opened':
      return { type: 'gate.opened', severity: 'info', message: `Open: ${news.gate}`, data: { gate: news.gate, seconds: news.seconds } };
    case 'slow':
      return { type: 'gate.slow', severity: 'warning', message: `Longer than usual: ${news.what}, for ${news.seconds} s. ${news.why}`, data: { gate: news.what, seconds: news.seconds, why: news.why } };
    case 'workload-ready':
      return { type: 'workload.ready', severity: 'info', component: news.component, message: `Ready: ${news.workload}`, data: { workload: news.workload } };
    case 'workload-unready':
      return { type: 'workload.unready', severity: 'warning', component: news.component, message: `No longer ready: ${news.workload}. ${news.why}`, data: { workload: news.workload, why: news.why } };
    case 'component-ready':
      return { type: 'component.ready', severity: 'info', component: news.component, message: `${news.title} is ready` };
    case 'waits':
      return { type: 'wait.changed', severity: 'debug', message: describeWaits(news.waits), data: { waits: news.waits } };
    case 'reconnected':
      return { type: 'log', severity: 'info', message: `Watching the cluster again: ${news.why}` };
  }
}

function describeWaits(waits: Extract<InstallNews, { type: 'waits' }>['waits']): string {
  const [first, ...others] = waits;
  if (first === undefined) return 'Waiting for nothing';
  return `Waiting for ${first.what}${first.why === undefined ? '' : `: ${first.why}`}${others.length === 0 ? '' : `, and ${others.length} more`}`;
}
