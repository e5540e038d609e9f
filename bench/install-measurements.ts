import type { InstallResult } from '../src/kubeflow/install/install-events.ts';
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

/** One sample of a small machine says little: others’ work, and where the caches are, move it by a third. */
const pairs = 3;

/**
 * (a) to (e) of the main job: whole installs, each on a fresh sandbox, in one
 * run, so that ratios hold on any machine. Ours and the floor are measured
 * three times in turn, and their middle values compared. What is not wanted is
 * not measured: then its number is NaN.
 */
export async function measureInstalls(given: {
  release: Release;
  bundle: string;
  wanted: (id: string) => boolean;
  log: (line: string) => void;
}): Promise<Measurement[]> {
  const { release, bundle, wanted, log } = given;

  log('ours: a whole install, then the same again (about 40 s)');
  const ours = await withFreshSandbox(async ({ kubeconfig, countWrites }) => {
    const first = await runProgram<InstallRun>('install', [kubeconfig, bundle]);
    const afterFirst = await countWrites();
    const second = await runProgram<InstallRun>('install', [kubeconfig, bundle], {
      input: JSON.stringify(first.credentials),
    });
    return { first, second, afterFirst, writesOfSecond: (await countWrites()).writes - afterFirst.writes };
  });
  const installs: Times[] = [timesOf(ours.first)];
  const floors: number[] = [];
  if (wanted('b') || wanted('b2')) {
    for (let pair = 1; pair <= pairs; pair += 1) {
      log(`floor: the definitions alone, ${pair} of ${pairs} (about 20 s)`);
      floors.push(
        (await withFreshSandbox(({ kubeconfig }) => runProgram<{ served: number }>('floor', [kubeconfig, bundle])))
          .served,
      );
      if (pair === pairs) break;
      log(`ours: a whole install, ${pair + 1} of ${pairs} (about 30 s)`);
      installs.push(
        timesOf(await withFreshSandbox(({ kubeconfig }) => runProgram<InstallRun>('install', [kubeconfig, bundle]))),
      );
    }
  }
  const applied = median(installs.map((install) => install.applied));
  const complete = median(installs.map((install) => install.complete));
  const floor = median(floors);

  if (wanted('a')) log('kubectl: the documented loop (2 to 5 min)');
  const kubectl = wanted('a')
    ? await withFreshSandbox(({ kubeconfig }) => timeKubectlLoop(release, kubeconfig))
    : undefined;

  log('bundle load');
  const load = await runProgram<{ first: number; milliseconds: number[] }>('load-bundle', [bundle]);

  const { credentials: _, ...firstRun } = ours.first;
  return [
    {
      id: 'a',
      title: 'kubectl’s documented loop against ours, all objects applied',
      value: (kubectl?.seconds ?? Number.NaN) / applied,
      unit: 'times',
      bar: { kind: 'at least', value: 5 },
      detail: { kubectl, oursSeconds: applied, rejected: ours.first.rejected, refusedByAudit: ours.afterFirst.refused },
    },
    {
      id: 'b',
      title: 'ours, all objects applied, against the floor',
      value: applied / floor,
      unit: 'times',
      bar: { kind: 'at most', value: 1.35 },
      detail: { appliedSeconds: installs.map((install) => install.applied), floorSeconds: floors, ours: firstRun },
    },
    {
      id: 'b2',
      title: 'ours, every kind served and every workload ready too, against the floor',
      value: complete / floor,
      unit: 'times',
      bar: { kind: 'at most', value: 1.35 },
      detail: { completeSeconds: installs.map((install) => install.complete), floorSeconds: floors },
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
      value: median(load.milliseconds),
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

/** Seconds. kubectl is done when the server has taken every object: that is `applied`. `complete`: every kind served and every workload ready too. */
interface Times {
  readonly applied: number;
  readonly complete: number;
}

function timesOf({ planned, seconds }: InstallRun): Times {
  return { applied: planned + seconds.applied, complete: planned + Math.max(seconds.served, seconds.ready) };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
