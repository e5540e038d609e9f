import { Alert } from '@patternfly/react-core';
import { Link, useParams } from '@tanstack/react-router';
import type { InstallationView } from '../../../../src/api/contract.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { runKinds } from '../../../../src/run-view/run-kinds.ts';
import { nameOfChosenRelease, nameOfRelease } from '../../../../src/api/say-release.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { isLive } from '../../api/queries.ts';
import { useInstallationRun } from '../../api/use-run.ts';
import type { RunLog } from '../../api/run-log.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { LogView } from '../../ui/log/log-view.tsx';
import { May } from '../../ui/shell/may.tsx';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { isSimulated, SimulatedNote } from '../../ui/feedback/simulated-note.tsx';
import { useNow } from '../../ui/feedback/use-now.ts';
import { runWords } from '../../words/run-words.ts';
import { ComponentRows } from './components/component-rows.tsx';
import { PhaseAnnouncer } from './phases/phase-announcer.tsx';
import { PhaseTimeline } from './phases/phase-timeline.tsx';
import { RunActions } from './actions/run-actions.tsx';
import { RunFailure } from './actions/run-failure.tsx';
import { RunProgress } from './run-progress.tsx';
import { RunTabs } from './run-tabs.tsx';
import { ShowRun } from './show-run.tsx';
import './run-page.css';

/** One installation's run: what is done, what is going on, what is waited for, and every line of it. */
export function RunPage() {
  const { name } = useParams({ from: '/installations/$name' });
  const { installation, installationError, run, error, log } = useInstallationRun(name);
  // What was read stays readable while the server is away.
  if (installation === undefined)
    return installationError === null ? <PagePending /> : <ErrorPanel error={installationError} />;
  if (installation.run === undefined) return <NeverStarted installation={installation} />;
  if (run === undefined) return error === null ? <PagePending /> : <ErrorPanel error={error} />;
  return <Run key={run.id} installation={installation} run={run} log={log} />;
}

/** The first screen shows the state of the run; "Show as" comes below. */
function Run({ installation, run, log }: { installation: InstallationView; run: RunView; log: RunLog }) {
  const now = useNow(isLive(run));
  const { name } = installation;
  const actions = <RunActions installation={installation} run={run} />;
  return (
    <div className="mla-run">
      <div className="mla-run-screen">
        <header className="mla-run-head">
          <div className="mla-row">
            <h1 className="mla-title">{name}</h1>
            <span className="mla-run-state" data-state={run.state}>
              {runWords.state[run.state]}
            </span>
            <p className="mla-soft mla-small">{aboutRun(installation, run)}</p>
          </div>
          {run.error === undefined && actions}
        </header>
        {run.error !== undefined && (
          <RunFailure run={run} error={run.error}>
            {actions}
          </RunFailure>
        )}
        {isSimulated({ platform: installation.installation.spec.cluster.platform, run }) && <SimulatedNote />}
        {run.state === 'unknown' && (
          <Alert isInline variant="warning" title={runWords.unknown.title(run.unknownState ?? '')} component="h2">
            <p>{runWords.unknown.body}</p>
          </Alert>
        )}
        {run.pausedBecause !== undefined && (
          <Alert isInline variant="warning" title={runWords.paused.title} component="h2">
            <p>{run.pausedBecause}</p>
            <p>{runWords.paused.goesOn}</p>
          </Alert>
        )}
        <div className="mla-card mla-run-overview">
          <RunProgress installation={installation} run={run} now={now} />
          <PhaseTimeline run={run} />
          <PhaseAnnouncer run={run} />
        </div>
        {hasComponents(run) ? (
          <div className="mla-run-grid">
            <ComponentRows run={run} />
            <RunTabs run={run} log={log} name={name} now={now} />
          </div>
        ) : (
          <div className="mla-run-grid mla-run-log-alone">
            <LogView log={log} name={name} />
          </div>
        )}
      </div>
      <RunWarnings warnings={run.warnings} />
      {run.worker !== undefined && (
        <p className="mla-soft mla-small">
          {runWords.worker(run.worker, new Date(run.worker.since).toLocaleTimeString())}
        </p>
      )}
      <ShowRun installation={installation} kind={run.kind} />
    </div>
  );
}

/** A cluster alone and a deletion install nothing: they have no components, now or later. */
function hasComponents({ phases, components }: RunView): boolean {
  return components.length > 0 || phases.some(({ name, state }) => name === 'install' && state !== 'skipped');
}

/** As the plan names it, once there is one: a bundle with a version alone may be another than Kubeflow. */
function nameOfInstalled(chosen: string, planned: RunView['release']): string {
  return planned === undefined ? nameOfChosenRelease(chosen) : nameOfRelease(planned.name);
}

/** One line: what the run does, with which release, and which attempt it is. */
function aboutRun({ installation }: InstallationView, { kind, release, attempt }: RunView): string {
  const { cluster, kubeflow } = installation.spec;
  const does = runKinds[kind].title({
    makesCluster: definitionOf(cluster.platform).capabilities.makesClusters,
    installs: kubeflow === null ? undefined : nameOfInstalled(kubeflow.release, release),
  });
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
      <May use="applyInstallation">
        <p>
          <Link to="/new/kubeflow" search={{ installation: installation.name }}>
            {runWords.actions.change}
          </Link>
        </p>
      </May>
      <ShowRun installation={installation} kind="create" />
    </section>
  );
}
