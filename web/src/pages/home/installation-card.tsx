import { Link } from '@tanstack/react-router';
import type { InstallationView } from '../../../../src/api/contract.ts';
import { sayAge } from '../../parts/say-time.ts';
import { homeWords } from '../../words/home-words.ts';

type State = keyof typeof homeWords.state;

/** One installation at a glance: what, how far, how old. The whole card is the link. */
export function InstallationCard({ installation, now }: { installation: InstallationView; now: number }) {
  const { name, run, createdAt, installation: wanted } = installation;
  const state = stateOf(installation);
  const percent = Math.floor((run?.progress ?? 0) * 100);
  const phase = run?.phases.find((candidate) => candidate.state === 'running');
  return (
    <Link to={state === 'succeeded' ? '/installations/$name/ready' : '/installations/$name'} params={{ name }} className="mla-installation">
      <span className="mla-row mla-spread">
        <strong className="mla-installation-name">{name}</strong>
        <span className="mla-state" data-state={state}>
          {homeWords.state[state]}
        </span>
      </span>
      <span className="mla-soft">
        {homeWords.platform[wanted.spec.cluster.platform]} · {wanted.spec.kubeflow === null ? homeWords.clusterOnly : homeWords.kubeflow(wanted.spec.kubeflow.release)}
      </span>
      {run !== undefined && state !== 'succeeded' && state !== 'deleted' && (
        <span className="mla-installation-progress">
          <progress value={run.progress} max={1} aria-label={homeWords.progressOf(name)} />
          <span className="mla-small">{homeWords.progress(percent)}</span>
        </span>
      )}
      <span className="mla-row mla-spread mla-small mla-soft">
        <span>{run?.error?.message ?? phase?.detail ?? phase?.title ?? ''}</span>
        <span>{homeWords.made(sayAge(createdAt, now))}</span>
      </span>
    </Link>
  );
}

function stateOf({ run }: InstallationView): State {
  if (run === undefined) return 'none';
  if (run.kind === 'delete' && (run.state === 'running' || run.state === 'queued')) return 'deleting';
  return run.kind === 'delete' && run.state === 'succeeded' ? 'deleted' : run.state;
}
