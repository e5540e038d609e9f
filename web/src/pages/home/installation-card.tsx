import { Link } from '@tanstack/react-router';
import type { InstallationView } from '../../../../src/api/contract.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { runKinds } from '../../../../src/run-view/run-kinds.ts';
import { platformPages } from '../../platforms/registry.ts';
import { sayAge, saySpan } from '../../ui/feedback/say-time.ts';
import { isSimulated, SimulatedTag } from '../../ui/feedback/simulated-note.tsx';
import { homeWords } from '../../words/home-words.ts';

type State = keyof typeof homeWords.state;

/** One installation at a glance: what, how far, how old. The whole card is the link. */
export function InstallationCard({ installation, now }: { installation: InstallationView; now: number }) {
  const { name, run, createdAt, installation: wanted } = installation;
  const { cluster, kubeflow } = wanted.spec;
  const state = stateOf(installation);
  const isOver = state === 'succeeded' || state === 'deleted';
  return (
    <Link
      to={state === 'succeeded' ? '/installations/$name/ready' : '/installations/$name'}
      params={{ name }}
      className="mla-installation"
    >
      <span className="mla-row mla-spread">
        <strong className="mla-installation-name">{name}</strong>
        <span className="mla-state" data-state={state}>
          {homeWords.state[state]}
        </span>
      </span>
      <span className="mla-soft">
        {platformPages[cluster.platform].title} ·{' '}
        {kubeflow === null ? homeWords.clusterOnly : homeWords.kubeflow(kubeflow.release)}
        {isSimulated({ platform: cluster.platform, run }) && <SimulatedTag />}
      </span>
      {run !== undefined && !isOver && <CardProgress name={name} run={run} />}
      <span className="mla-row mla-spread mla-small mla-soft">
        <span>{run === undefined ? '' : newsOf(run)}</span>
        <span>{homeWords.made(sayAge(createdAt, now))}</span>
      </span>
    </Link>
  );
}

function CardProgress({ name, run: { progress, state } }: { name: string; run: RunView }) {
  return (
    <span className="mla-installation-progress" data-state={state}>
      <progress value={progress} max={1} aria-label={homeWords.progressOf(name)} />
      <span className="mla-small">{homeWords.progress(Math.floor(progress * 100))}</span>
    </span>
  );
}

/** The one thing about its run that is worth knowing from afar. */
function newsOf({ error, pausedBecause, phases, startedAt, endedAt }: RunView): string {
  if (error !== undefined) return error.message;
  if (pausedBecause !== undefined) return pausedBecause;
  const phase = phases.find((candidate) => candidate.state === 'running');
  if (phase !== undefined) return phase.detail ?? phase.title;
  return startedAt === undefined || endedAt === undefined
    ? ''
    : homeWords.took(saySpan(Date.parse(endedAt) - Date.parse(startedAt)));
}

function stateOf({ run, stands }: InstallationView): State {
  if (run === undefined) return 'none';
  if (stands !== undefined) return 'succeeded';
  const removes = runKinds[run.kind].leaves === 'nothing';
  if (removes && (run.state === 'running' || run.state === 'queued')) return 'deleting';
  return removes && run.state === 'succeeded' ? 'deleted' : run.state;
}
