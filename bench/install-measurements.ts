import type { InstallResult } from '../src/kubeflow/install/news.ts';
import type { Release } from '../src/kubeflow/release/release.ts';
import { withFreshSandbox } from './fresh-sandbox.ts';
import { timeKubectlLoop } from './kubectl-loop.ts';
import type { Measurement } from './measurement.ts';
import { runProgram } from './run-program.ts';

interface InstallRun extends InstallResult {
  readonly planned: number;
  readonly total: number;
  readonly idleMegabytes: number;
  readonly peakMegabytes: number;
  readonly cpuSeconds: number;
  readonly credentials: Readonly<Record<string, string>>;
}

/**
 * (a) to (e) of the main job: whole installs, each on a fresh sandbox, in one
 * run, so that ratios hold on any machine.
 */
export async function measureInstalls(given: { release: Release; bundle: string; log: (line: string) => void }): Promise<Measurement[]> {
  const { release, bundle, log } = given;

  log('ours: a whole install, then the same again (about 1 min)');
  const ours = await withFreshSandbox(async ({ kubeconfig, countWrites }) => {
    const first = await runProgram<InstallRun>('install', [kubeconfig, bundle]);
    const afterFirst = await countWrites();
    const second = await runProgram<InstallRun>('install', [kubeconfig, bundle], JSON.stringify(first.credentials));
    return { first, second, afterFirst, writesOfSecond: (await countWrites()).writes - afterFirst.writes };
  });
  const { planned, seconds } = ours.first;
  // kubectl is done when the server has taken every object; that is the time compared with it and with the floor.
  const applied = planned + seconds.applied;
  const complete = planned + Math.max(seconds.served, seconds.ready);

  log('floor: the definitions alone (about 30 s)');
  const floor = await withFreshSandbox(({ kubeconfig }) => runProgram<{ definitions: number; sent: number; served: number }>('floor', [kubeconfig, bundle]));

  log('kubectl: the documented loop (2 to 5 min)');
  const kubectl = await withFreshSandbox(({ kubeconfig }) => timeKubectlLoop(release, kubeconfig));

  log('bundle load');
  const load = await runProgram<{ first: number; milliseconds: number[] }>('load-bundle', [bundle]);

  const { credentials: _, ...firstRun } = ours.first;
  return [
    {
      id: 'a',
      title: 'kubectl’s documented loop against ours, all objects applied',
      value: kubectl.seconds / applied,
      unit: 'times',
      bar: { kind: 'at least', value: 5 },
      detail: { kubectl, oursSeconds: applied, rejected: ours.first.rejected, refusedByAudit: ours.afterFirst.refused },
    },
    {
      id: 'b',
      title: 'ours, all objects applied, against the floor',
      value: applied / floor.served,
      unit: 'times',
      bar: { kind: 'at most', value: 1.35 },
      detail: { ours: firstRun, floor },
    },
    {
      id: 'b2',
      title: 'ours, every kind served and every workload ready too, against the floor',
      value: complete / floor.served,
      unit: 'times',
      bar: { kind: 'at most', value: 1.35 },
      detail: { completeSeconds: complete, floorSeconds: floor.served },
    },
    {
      id: 'c',
      title: `second run with nothing changed, ${ours.writesOfSecond} writes`,
      value: ours.writesOfSecond === 0 ? ours.second.total : Number.POSITIVE_INFINITY,
      unit: 's',
      bar: { kind: 'at most', value: 1.5 },
      detail: { writes: ours.writesOfSecond, unchanged: ours.second.unchanged, planned: ours.second.planned },
    },
    {
      id: 'd',
      title: 'bundle load, median',
      value: load.milliseconds[Math.floor(load.milliseconds.length / 2)] ?? Number.NaN,
      unit: 'ms',
      bar: { kind: 'at most', value: 60 },
      detail: load,
    },
    {
      id: 'e',
      title: 'client memory above idle during an install',
      value: ours.first.peakMegabytes - ours.first.idleMegabytes,
      unit: 'MB',
      bar: { kind: 'at most', value: 160 },
      detail: { idleMegabytes: ours.first.idleMegabytes, peakMegabytes: ours.first.peakMegabytes },
    },
  ];
}
