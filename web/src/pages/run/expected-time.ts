import type { RunView } from '../../../../src/api/run.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';

const minute = 60_000;
/** Before anything was measured here: what each platform took on the machines of the developers. */
const firstGuess: Readonly<Record<PlatformId, Readonly<Record<RunView['kind'], number>>>> = {
  ccp: { create: 25 * minute, delete: 5 * minute },
  existing: { create: 8 * minute, delete: 2 * minute },
  sandbox: { create: 1.5 * minute, delete: 0.5 * minute },
};

/** How long a run usually takes, milliseconds: the median of the ended ones of its kind, else a first guess. */
export function expectedTime(kind: RunView['kind'], platform: PlatformId, earlier: readonly RunView[]): number {
  const spans = earlier
    .filter((run) => run.kind === kind && run.state === 'succeeded' && run.attempt === 1 && run.startedAt !== undefined && run.endedAt !== undefined)
    .map((run) => Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt ?? ''))
    .sort((left, right) => left - right);
  return spans[Math.floor(spans.length / 2)] ?? firstGuess[platform][kind];
}
