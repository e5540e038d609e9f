import { runKinds } from '../../../../src/run-view/run-kinds.ts';
import { Alert } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { RunView } from '../../../../src/api/run.ts';
import type { Installation } from '../../../../src/installation/installation.ts';
import { isLive, polledInstallationQuery } from '../../api/queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { ShowInstallation } from '../../ui/show-as/show-as.tsx';
import { isSimulated, SimulatedNote } from '../../ui/feedback/simulated-note.tsx';
import { StageHead } from '../../ui/shell/stage-head.tsx';
import { StageRail } from '../../ui/shell/stage-rail.tsx';
import { Teaching } from '../../ui/shell/teaching.tsx';
import { readyWords } from '../../words/ready-words.ts';
import { showAsWords } from '../../words/show-as-words.ts';
import { Credentials } from './credentials.tsx';
import { Dashboard } from './dashboard.tsx';
import { Changes } from './changes.tsx';
import { DeleteInstallation } from './delete-installation.tsx';
import { Kubeconfig } from './kubeconfig.tsx';
import '../wizard-layout.css';
import './ready-page.css';

/** Stage 4: what is handed over. Each part is there as soon as it can be, and after a failure too. */
export function ReadyPage() {
  const { name } = useParams({ from: '/installations/$name/ready' });
  const query = useQuery(polledInstallationQuery(name));
  if (query.isError) return <ErrorPanel error={query.error} />;
  if (query.data === undefined) return <PagePending />;
  // What a later run wished for and did not make is not handed over.
  const { installation, run } = query.data.stands ?? query.data;
  const { kubeconfig } = query.data;
  const simulated = isSimulated({ platform: installation.spec.cluster.platform, run });
  const done = run !== undefined && runKinds[run.kind].leaves === 'cluster' && run.state === 'succeeded';
  return (
    <div className="mla-wizard">
      <StageRail current="ready" done={done ? ['connect', 'cluster', 'kubeflow'] : ['connect']} installation={name} />
      <div className="mla-wizard-stage">
        <StageHead name="ready" words={wordsOf(run)} />
        {simulated && <SimulatedNote />}
        <KubeconfigHandedOver name={name} kubeconfig={kubeconfig} failed={run?.state === 'failed'} />
        <KubeflowHandedOver
          installation={installation}
          kubeconfig={kubeconfig}
          run={done ? run : undefined}
          simulated={simulated}
        />
        {done && installation.spec.kubeflow !== null && <Changes installation={installation} />}
        <DeleteInstallation name={name} />
      </div>
      <aside className="mla-wizard-side">
        <Teaching name="ready" platform={installation.spec.cluster.platform} />
        <p>
          <Link to="/installations/$name" params={{ name }}>
            {readyWords.toRun}
          </Link>
        </p>
        <ShowInstallation installation={installation} pageCommands={showAsWords.commands.ready(name)} />
      </aside>
    </div>
  );
}

/** Only a run that ended well makes an installation ready. */
function wordsOf(run: RunView | undefined): { title: string; lead: string } | undefined {
  if (run === undefined || run.state === 'succeeded') return undefined;
  return isLive(run) ? readyWords.notReady.live : readyWords.notReady.stopped;
}

function KubeconfigHandedOver({ name, kubeconfig, failed }: { name: string; kubeconfig: boolean; failed: boolean }) {
  if (!kubeconfig) return <Alert component="p" isInline variant="info" title={readyWords.notYet} />;
  return (
    <>
      {failed && (
        <Alert component="p" isInline variant="warning" title={readyWords.afterFailure}>
          <Link to="/installations/$name" params={{ name }}>
            {readyWords.cause}
          </Link>
        </Alert>
      )}
      <Kubeconfig name={name} />
    </>
  );
}

function hasDashboard(run: RunView | undefined): boolean {
  return typeof run?.access?.dashboard === 'string';
}

interface HandedOverProps {
  readonly installation: Installation;
  readonly kubeconfig: boolean;
  /** Once all is ready. */
  readonly run: RunView | undefined;
  readonly simulated: boolean;
}

/** What there is to Kubeflow: dashboard and ideas once all is ready, credentials as soon as there is a cluster. */
function KubeflowHandedOver({ installation: { metadata, spec }, kubeconfig, run, simulated }: HandedOverProps) {
  if (spec.kubeflow === null) return null;
  return (
    <>
      {run !== undefined && <Dashboard name={metadata.name} access={run.access} simulated={simulated} />}
      {kubeconfig && <Credentials name={metadata.name} />}
      {hasDashboard(run) && (
        <section className="mla-card mla-ready-card">
          <h2 className="mla-heading">{readyWords.next.title}</h2>
          <ul className="mla-next">
            {readyWords.next.items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
