import { withFreshSandbox } from './fresh-sandbox.ts';
import type { Measurement } from './measurement.ts';
import { runProgram } from './run-program.ts';

/** Seconds. */
interface PreflightRun {
  readonly objects: number;
  readonly questions: number;
  readonly questionsOfLarge: number;
  readonly dryRun: number;
  /** Objects that the API server was asked about. */
  readonly tried: number;
  readonly refused: readonly string[];
}

/** (m) to (o): preflight of a whole release, and its dry run, on a sandbox. */
export async function measurePreflight(bundle: string): Promise<Measurement[]> {
  const run = await withFreshSandbox(({ kubeconfig }) => runProgram<PreflightRun>('preflight', [kubeconfig, bundle]));
  const atMost = (value: number): Measurement['bar'] => ({ kind: 'at most', value });
  return [
    { id: 'm', title: 'preflight without the dry run', value: run.questions, unit: 's', bar: atMost(3), detail: {} },
    {
      id: 'n',
      title: 'preflight without the dry run, 300 nodes and 5,000 objects of others',
      value: run.questionsOfLarge,
      unit: 's',
      bar: atMost(10),
      detail: {},
    },
    {
      id: 'o',
      title: `dry run of ${run.objects} objects, ${run.tried} of them by the API server`,
      value: run.dryRun,
      unit: 's',
      bar: atMost(15),
      detail: { ...run },
    },
  ];
}
