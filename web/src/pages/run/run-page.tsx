import { Alert } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { InstallationView } from '../../../../src/api/contract.ts';
import { isSampleRelease } from '../../../../src/installation/sample-release.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { installationQuery, isLive } from '../../api/queries.ts';
import { useLogVersion, useRun } from '../../api/use-run.ts';
import type { RunLog } from '../../api/run-log.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { LogView } from '../../ui/log/log-view.tsx';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { isSimulated, SimulatedNote } from '../../ui/feedback/simulated-note.tsx';
import { useNow } from '../../ui/feedback/use-now.ts';
import { runWords } from '../../words/run-words.ts';
import { ComponentRows } from './component-rows.tsx';
import { PhaseAnnouncer } from './phase-announcer.tsx';
import { PhaseTimeline } from './phase-timeline.tsx';
import { RunActions } from './run-actions.tsx';
import { RunProgress } from './run-progress.tsx';
import { ShowRun } from './show-run.tsx';
import { drawTime } from './time-bars.ts';
import { TimeChart } from './time-chart.tsx';
import './run-page.css';

/** One installation's run: what is done, what is going on, what is waited for, and every line of it. */
export function RunPage() {
  const { name } = useParams({ from: '/installations/$name' });
  const installation = useQuery(installationQuery(name));
  const { run, error, log } = useRun(installation.data?.run?.id);
  // What was read stays readable while the server is away.
  if (installation.isError && installation.data === undefined) return <ErrorPanel error={installation.error} />;
  if (error !== null && run === undefined) return <ErrorPanel error={error} />;
  if (installation.data === undefined) return <PagePending />;
  if (installation.data.run === undefined) return <NeverStarted installation={installation.data} />;
  if (run === undefined) return <PagePending />;
  return <Run key={run.id} installation={installation.data} run={run} log={log} />;
}

function Run({ installation, run, log }: { installation: InstallationView; run: RunView; log: RunLog }) {
  const now = useNow(isLive(run));
  useLogVersion(log);
  return (
    <div className="mla-stack">
      <header className="mla-run-head">
        <div>
          <p className="mla-soft mla-small">{aboutRun(installation, run)}</p>
          <h1 className="mla-title">{installation.name}</h1>
        </div>
        <RunActions installation={installation} run={run} />
      </header>
      {isSimulated({ platform: installation.installation.spec.cluster.platform, run }) && <SimulatedNote />}
      <RunProgress installation={installation} run={run} now={now} />
      {run.pausedBecause !== undefined && (
        <Alert isInline variant="warning" title={runWords.paused.title} component="h2">
          <p>{run.pausedBecause}</p>
          <p>{runWords.paused.goesOn}</p>
        </Alert>
      )}
      {run.error !== undefined && <ErrorPanel error={run.error} title={runWords.failed} />}
      <PhaseAnnouncer run={run} />
      <div className="mla-run-grid">
        <div className="mla-stack">
          <PhaseTimeline run={run} />
          <RunWarnings warnings={run.warnings} />
        </div>
        {hasComponents(run) ? (
          <div className="mla-stack">
            <ComponentRows run={run} />
            <TimeChart picture={drawTime(run, log.events, now)} />
          </div>
        ) : (
          <LogView log={log} name={installation.name} />
        )}
      </div>
      {hasComponents(run) && <LogView log={log} name={installation.name} />}
      <ShowRun installation={installation} kind={run.kind} />
    </div>
  );
}

/** A cluster alone and a deletion install nothing: they have no components, now or later. */
function hasComponents({ phases, components }: RunView): boolean {
  return components.length > 0 || phases.some(({ name, state }) => name === 'install' && state !== 'skipped');
}

/** One line: what the run does, with what, for the how-many-eth time. */
function aboutRun({ installation }: InstallationView, { kind, release, attempt }: RunView): string {
  const { cluster, kubeflow } = installation.spec;
  const does =
    kind === 'delete'
      ? runWords.deleting
      : runWords.making(
          cluster.platform,
          kubeflow === null ? 'nothing' : isSampleRelease(kubeflow.release) ? 'sample' : 'Kubeflow',
        );
  return [
    does,
    ...(release === undefined ? [] : [runWords.release(release)]),
    ...(attempt > 1 ? [runWords.attempt(attempt)] : []),
  ].join(' · ');
}

function RunWarnings({ warnings }: { warnings: readonly string[] }) {
  if (warnings.length === 0) return null;
  return (
    <Alert component="p" isInline variant="warning" title={runWords.warnings}>
      <ul>
        {warnings.map((warning) => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </Alert>
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
      <ShowRun installation={installation} kind="create" />
    </section>
  );
}
