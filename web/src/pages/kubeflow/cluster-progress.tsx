import { runKinds } from '../../../../src/run-view/run-kinds.ts';
import { Link } from '@tanstack/react-router';
import { isLive } from '../../api/queries.ts';
import { useInstallationRun } from '../../api/use-run.ts';
import { LogView } from '../../ui/log/log-view.tsx';
import { ProgressLine } from '../../ui/feedback/progress-line.tsx';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const words = kubeflowWords.clusterRun;

/** The cluster that is being made while Kubeflow is chosen, with its live log. */
export function ClusterProgress({ installation }: { installation: string }) {
  const { run, log } = useInstallationRun(installation);
  if (run === undefined || runKinds[run.kind].leaves !== 'cluster') return null;
  const title = isLive(run) ? words.title : run.state === 'succeeded' ? words.ready : words.failed;
  return (
    <section className="mla-card mla-stack-tight" aria-labelledby="cluster-run">
      <div className="mla-row mla-spread">
        <h2 id="cluster-run" className="mla-heading">
          {title}
        </h2>
        <Link to="/installations/$name" params={{ name: installation }}>
          {words.open}
        </Link>
      </div>
      <ProgressLine run={run} />
      <LogView log={log} compact />
    </section>
  );
}
