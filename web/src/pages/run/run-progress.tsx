import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { InstallationView } from '../../../../src/api/contract.ts';
import { isSampleRelease } from '../../../../src/installation/sample-release.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { installationsQuery, isLive, runsQuery } from '../../api/queries.ts';
import { ProgressLine } from '../../ui/feedback/progress-line.tsx';
import { saySpan } from '../../ui/feedback/say-time.ts';
import { runWords } from '../../words/run-words.ts';
import { expectedTime, type ExpectedTime } from './expected-time.ts';

/** How far the run is, how long that usually takes, and what can be had already. */
export function RunProgress({ installation, run, now }: { installation: InstallationView; run: RunView; now: number }) {
  const expected = useExpectedTime(installation, run);
  const late =
    run.state === 'running' && run.startedAt !== undefined && now - Date.parse(run.startedAt) > expected.milliseconds;
  return (
    <section className="mla-card mla-stack-tight">
      <ProgressLine
        run={run}
        expected={(expected.measured ? runWords.expected : runWords.guessed)(saySpan(expected.milliseconds))}
      />
      {late && <p className="mla-late">{runWords.longer}</p>}
      {isLive(run) && installation.kubeconfig && run.kind === 'create' && (
        <p className="mla-small">
          {runWords.kubeconfigEarly}{' '}
          <Link to="/installations/$name/ready" params={{ name: installation.name }}>
            {runWords.actions.ready}
          </Link>
        </p>
      )}
    </section>
  );
}

/** What runs of this kind took on the same platform. */
function useExpectedTime({ installation }: InstallationView, { kind, simulated = false }: RunView): ExpectedTime {
  const runs = useQuery(runsQuery());
  const installations = useQuery(installationsQuery);
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
