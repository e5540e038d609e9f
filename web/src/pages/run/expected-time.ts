import { runKinds } from '../../../../src/run-view/run-kinds.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { isSampleRelease } from '../../../../src/installation/sample-release.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { platformPages } from '../../platforms/registry.ts';

interface Question {
  readonly kind: RunView['kind'];
  readonly platform: PlatformId;
  /** Cluster and Kubeflow, or the cluster alone. */
  readonly withKubeflow: boolean;
  /** The sample is a tenth of Kubeflow: neither says anything of the other. */
  readonly sample: boolean;
  /** A simulated platform makes machines in no time. */
  readonly simulated: boolean;
  /** Runs on the same platform. */
  readonly earlier: readonly RunView[];
}

/** How long a run is expected to take. */
export interface ExpectedTime {
  readonly milliseconds: number;
  /** Whether runs before it say so; otherwise it is a guess. */
  readonly measured: boolean;
}

/** The median of the runs of its kind that went well, else a first guess. */
export function expectedTime({ kind, platform, withKubeflow, sample, simulated, earlier }: Question): ExpectedTime {
  const isAlike = (run: RunView): boolean =>
    (run.simulated === true) === simulated &&
    (run.release === undefined || isSampleRelease(run.release.name) === sample);
  const spans = earlier
    .filter(isAlike)
    .filter(
      (run) =>
        run.kind === kind &&
        (run.release !== undefined) === (withKubeflow && runKinds[kind].leaves === 'cluster') &&
        run.state === 'succeeded' &&
        run.attempt === 1 &&
        run.startedAt !== undefined &&
        run.endedAt !== undefined,
    )
    .map((run) => Date.parse(run.endedAt ?? '') - Date.parse(run.startedAt ?? ''))
    .sort((left, right) => left - right);
  const median = spans[Math.floor(spans.length / 2)];
  return median === undefined
    ? { milliseconds: platformPages[platform].firstGuess[kind], measured: false }
    : { milliseconds: median, measured: true };
}
