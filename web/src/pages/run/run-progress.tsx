import { useQuery } from '@tanstack/react-query';
import type { InstallationView } from '../../../../src/api/contract.ts';
import { isSampleRelease } from '../../../../src/installation/sample-release.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { installationsQuery, runsQuery } from '../../api/queries.ts';
import { ProgressLine } from '../../ui/feedback/progress-line.tsx';
import { saySpan } from '../../ui/feedback/say-time.ts';
import { runWords } from '../../words/run-words.ts';
import { expectedTime, type ExpectedTime } from './expected-time.ts';

/** How far the run is, and how long that usually takes. */
export function RunProgress({ installation, run, now }: { installation: InstallationView; run: RunView; now: number }) {
  const expected = useExpectedTime(installation, run);
  const late =
    run.state === 'running' && run.startedAt !== undefined && now - Date.parse(run.startedAt) > expected.milliseconds;
  const { objects, workloads } = run;
  return (
    <ProgressLine
      run={run}
      {...(late && { remark: runWords.longer })}
      expected={(expected.measured ? runWords.expected : runWords.guessed)(saySpan(expected.milliseconds))}
      {...(objects.total > 0 && {
        counts: runWords.counts(
          runWords.of(objects.applied, objects.total),
          runWords.of(workloads.ready, workloads.total),
        ),
      })}
    />
  );
}

/** What runs of this kind took on the same platform. */
function useExpectedTime({ installation }: InstallationView, { kind, simulated = false }: RunView): ExpectedTime {
  // Earlier runs do not change while this one goes on: asked once.
  const once = { refetchInterval: false, staleTime: Infinity } as const;
  const runs = useQuery({ ...runsQuery(), ...once });
  const installations = useQuery({ ...installationsQuery, ...once });
  const { cluster, kubeflow } = installation.spec;
  const alike = new Set(
    installations.data
      ?.filter((other) => other.installation.spec.cluster.platform === cluster.platform)
      .map((other) => other.name),
  );
  const earlier = runs.data?.filter((other) => alike.has(other.installation)) ?? [];
  return expectedTime({
    kind,
    platform: cluster.platform,
    withKubeflow: kubeflow !== null,
    sample: isSampleRelease(kubeflow?.release ?? ''),
    simulated,
    earlier,
  });
}
