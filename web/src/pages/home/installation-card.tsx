import { Link } from '@tanstack/react-router';
import type { ClusterView, InstallationView } from '../../../../src/api/contract.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { runKinds } from '../../../../src/run-view/run-kinds.ts';
import { platformPages } from '../../platforms/registry.ts';
import { sayAge, saySpan } from '../../ui/feedback/say-time.ts';
import { isSimulated, SimulatedTag } from '../../ui/feedback/simulated-note.tsx';
import { homeWords } from '../../words/home-words.ts';

type State = keyof typeof homeWords.state;

interface InstallationCardProps {
  readonly installation: InstallationView;
  /** Whether its cluster runs; undefined where nobody can tell. */
  readonly cluster: ClusterView['state'] | undefined;
  readonly now: number;
}

/** One installation at a glance: what, how far, how old. The whole card is the link. */
export function InstallationCard({ installation, cluster: power, now }: InstallationCardProps) {
  const { name, run, createdAt, installation: wanted } = installation;
  const { cluster, kubeflow } = wanted.spec;
  const state = stateOf(installation);
  const tag = state === 'succeeded' ? readiness[power ?? 'running'] : state;
  const isOver = state === 'succeeded' || state === 'deleted' || state === 'uninstalled';
  return (
    <Link
      to={state === 'succeeded' ? '/installations/$name/ready' : '/installations/$name'}
      params={{ name }}
      className="mla-installation"
    >
      <span className="mla-row mla-spread">
        <strong className="mla-installation-name">{name}</strong>
        <span className="mla-state" data-state={tag}>
          {homeWords.state[tag]}
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
  const words = removing[runKinds[run.kind].leaves];
  if (words === undefined) return run.state;
  if (run.state === 'running' || run.state === 'queued') return words.live;
  return run.state === 'succeeded' ? words.over : run.state;
}

/** An installation is ready as long as its cluster runs. */
const readiness: Readonly<Record<ClusterView['state'], State>> = {
  running: 'succeeded',
  stopped: 'stopped',
  gone: 'gone',
  unknown: 'unknown',
};

/** What a run is called that removes something, while it works and after. */
const removing: Partial<
  Record<(typeof runKinds)[RunView['kind']]['leaves'], { readonly live: State; readonly over: State }>
> = {
  nothing: { live: 'deleting', over: 'deleted' },
  'bare-cluster': { live: 'uninstalling', over: 'uninstalled' },
};
