import { Alert } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { InstallationView } from '../../../../src/api/contract.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { installationQuery, installationsQuery, isLive, runsQuery } from '../../api/queries.ts';
import { useLogVersion, useRun } from '../../api/use-run.ts';
import type { RunLog } from '../../api/run-log.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { LogView } from '../../parts/log-view.tsx';
import { PagePending } from '../../parts/page-pending.tsx';
import { ProgressLine } from '../../parts/progress-line.tsx';
import { ShowInstallation } from '../../parts/show-as.tsx';
import { useNow } from '../../parts/use-now.ts';
import { runWords } from '../../words/run-words.ts';
import { ComponentRows } from './component-rows.tsx';
import { expectedTime } from './expected-time.ts';
import { PhaseAnnouncer } from './phase-announcer.tsx';
import { PhaseTimeline } from './phase-timeline.tsx';
import { RunActions } from './run-actions.tsx';
import { drawTime } from './time-bars.ts';
import { TimeChart } from './time-chart.tsx';
import './run-page.css';

/** One installation's run: what is done, what is going on, what is waited for, and every line of it. */
export function RunPage() {
  const { name } = useParams({ from: '/installations/$name' });
  const installation = useQuery(installationQuery(name));
  const { run, error, log } = useRun(installation.data?.run?.id);
  if (installation.isError) return <ErrorPanel error={installation.error} />;
  if (error !== null) return <ErrorPanel error={error} />;
  if (installation.data === undefined) return <PagePending />;
  if (installation.data.run === undefined) return <NeverStarted installation={installation.data} />;
  if (run === undefined) return <PagePending />;
  return <Run key={run.id} installation={installation.data} run={run} log={log} />;
}

function Run({ installation, run, log }: { installation: InstallationView; run: RunView; log: RunLog }) {
  const runs = useQuery(runsQuery());
  const installations = useQuery(installationsQuery);
  const live = isLive(run);
  const now = useNow(live);
  useLogVersion(log);
  const { cluster, kubeflow } = installation.installation.spec;
  const alike = new Set(installations.data?.filter((other) => other.installation.spec.cluster.platform === cluster.platform).map((other) => other.name));
  const earlier = runs.data?.filter((other) => alike.has(other.installation)) ?? [];
  const expected = expectedTime({ kind: run.kind, platform: cluster.platform, withKubeflow: kubeflow !== null, earlier });
  const late = live && run.startedAt !== undefined && now - Date.parse(run.startedAt) > expected;
  return (
    <div className="mla-stack">
      <header className="mla-run-head">
        <div>
          <p className="mla-soft mla-small">
            {runWords.kind[run.kind]}
            {run.release !== undefined && ` · ${run.release.name} ${run.release.version}`}
            {run.attempt > 1 && ` · ${runWords.attempt(run.attempt)}`}
          </p>
          <h1 className="mla-title">{runWords.title(installation.name)}</h1>
        </div>
        <RunActions installation={installation} run={run} />
      </header>
      <section className="mla-card mla-stack-tight">
        <ProgressLine run={run} expected={expected} />
        {late && <p className="mla-late">{runWords.longer}</p>}
        {live && installation.kubeconfig && run.kind === 'create' && (
          <p className="mla-small">
            {runWords.kubeconfigEarly}{' '}
            <Link to="/installations/$name/ready" params={{ name: installation.name }}>
              {runWords.actions.ready}
            </Link>
          </p>
        )}
      </section>
      {run.error !== undefined && <ErrorPanel error={run.error} title={runWords.failed} />}
      {run.warnings.length > 0 && (
        <Alert component="p" isInline variant="warning" title={runWords.warnings}>
          <ul>
            {run.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Alert>
      )}
      <PhaseAnnouncer run={run} />
      <div className="mla-run-grid">
        <PhaseTimeline run={run} />
        <div className="mla-stack">
          <ComponentRows run={run} />
          <TimeChart picture={drawTime(run, log.events, now)} />
        </div>
      </div>
      <LogView log={log} name={installation.name} />
      <ShowInstallation installation={installation.installation} />
    </div>
  );
}

function NeverStarted({ installation }: { installation: InstallationView }) {
  return (
    <section className="mla-stack">
      <h1 className="mla-title">{installation.name}</h1>
      <p className="mla-lead">
        {runWords.notStarted}. {runWords.notStartedBody}
      </p>
      <p>
        <Link to="/new/kubeflow" search={{ installation: installation.name }}>
          {runWords.actions.change}
        </Link>
      </p>
    </section>
  );
}
