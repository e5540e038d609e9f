import type { InstallResult } from '../src/kubeflow/install/install-events.ts';
import { withFreshSandbox } from './fresh-sandbox.ts';
import type { Measurement } from './measurement.ts';
import { runProgram } from './run-program.ts';

type Order = 'rights-first' | 'without-rights';

/** One after the other and back again, so that a machine that gets slower or faster is even to both. */
const turns: readonly Order[] = ['without-rights', 'rights-first', 'rights-first', 'without-rights'];

/**
 * (k) A whole install whose programs wait for their rights and kinds, against
 * the same plan without these waits: what the order costs on a cluster whose
 * programs start in 0.2 s. The sandbox lets programs start without their
 * rights, or those of the other order would crash and take longer for that.
 */
export async function measureOrder({
  bundle,
  log,
}: {
  bundle: string;
  log: (line: string) => void;
}): Promise<Measurement> {
  const seconds: Readonly<Record<Order, number[]>> = { 'rights-first': [], 'without-rights': [] };
  const runs: object[] = [];
  for (const [turn, order] of turns.entries()) {
    log(`${order}: a whole install, ${turn + 1} of ${turns.length} (about 35 s)`);
    const run = await withFreshSandbox(
      ({ kubeconfig }) => runProgram<InstallResult & { planned: number }>('install', [kubeconfig, bundle, order]),
      { rights: 'ignored' },
    );
    seconds[order].push(run.planned + Math.max(run.seconds.served, run.seconds.ready));
    runs.push({ order, ...run.seconds, rejected: run.rejected });
  }
  return {
    id: 'k',
    title:
      'rights and kinds before programs, against the same plan without, every kind served and every workload ready',
    value: sum(seconds['rights-first']) / sum(seconds['without-rights']),
    unit: 'times',
    bar: { kind: 'at most', value: 1.15 },
    detail: { seconds, runs },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
