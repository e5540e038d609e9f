import type { RunView } from '../../../../src/api/run.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';

const minute = 60_000;
/** Before anything was measured here: what each platform took on the machines of the developers. */
const firstGuess: Readonly<Record<PlatformId, Readonly<Record<RunView['kind'], number>>>> = {
  ccp: { create: 25 * minute, delete: 5 * minute },
  existing: { create: 8 * minute, delete: 2 * minute },
  sandbox: { create: 1.5 * minute, delete: 0.5 * minute },
};

interface Expectation {
  readonly kind: RunView['kind'];
  readonly platform: PlatformId;
  /** Cluster and Kubeflow, or the cluster alone. */
  readonly withKubeflow: boolean;
  /** Runs on the same platform. */
  readonly earlier: readonly RunView[];
}

/** How long a run usually takes, milliseconds: the median of those of its kind that went well, else a first guess. */
export function expectedTime({ kind, platform, withKubeflow, earlier }: Expectation): number {
  const spans = earlier
    .filter((run) => run.kind === kind && (run.release !== undefined) === (withKubeflow && kind === 'create') && run.state === 'succeeded' && run.attempt === 1 && run.startedAt !== undefined && run.endedAt !== undefined)
    .map((run) => Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt ?? ''))
    .sort((left, right) => left - right);
  return spans[Math.floor(spans.length / 2)] ?? firstGuess[platform][kind];
}
