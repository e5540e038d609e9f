import type { RunView } from '../../api/run.ts';

/** What `mla demo --json` prints as its last line. */
export interface DemoSummary {
  readonly release: string;
  readonly state: RunView['state'];
  /** Objects of the plan. */
  readonly objects: number;
  /** Those the API server has. */
  readonly applied: number;
  /** Answers of the API server that refused one. */
  readonly rejected: number;
  readonly workloads: number;
  readonly ready: number;
  /** By phase, and `total`. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Path of the cluster administrator's kubeconfig; absent when the demo failed. */
  readonly kubeconfig?: string;
  readonly url: string;
  readonly error?: RunView['error'];
}

export function summarizeDemo(run: RunView, given: { kubeconfig?: string; url: string }): DemoSummary {
  const phases = run.phases.flatMap(({ name, startedAt, endedAt }) =>
    startedAt === undefined || endedAt === undefined ? [] : [[name, secondsBetween(startedAt, endedAt)] as const],
  );
  return {
    release: run.release === undefined ? '' : `${run.release.name} ${run.release.version}`,
    state: run.state,
    objects: run.objects.total,
    applied: run.objects.applied,
    rejected: run.objects.rejected,
    workloads: run.workloads.total,
    ready: run.workloads.ready,
    seconds: Object.fromEntries([
      ...phases,
      ['total', secondsBetween(run.startedAt ?? run.createdAt, run.endedAt ?? run.createdAt)],
    ]),
    ...given,
    ...(run.error === undefined ? {} : { error: run.error }),
  };
}

function secondsBetween(start: string, end: string): number {
  return (Date.parse(end) - Date.parse(start)) / 1000;
}
