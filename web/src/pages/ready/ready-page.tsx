import { runKinds } from '../../../../src/run-view/run-kinds.ts';
import { Alert } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { RunView } from '../../../../src/api/run.ts';
import type { Installation } from '../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { isLive, polledInstallationQuery } from '../../api/queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { ShowInstallation } from '../../ui/show-as/show-as.tsx';
import { isSimulated, SimulatedNote } from '../../ui/feedback/simulated-note.tsx';
import { ClusterPower } from '../../ui/machine/cluster-power.tsx';
import { May, ReadsOnly } from '../../ui/shell/may.tsx';
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
import { States } from './states/states.tsx';
import { Verify } from './verify/verify.tsx';
import '../wizard-layout.css';
import './ready-page.css';

/** Both look at the cluster first, so there is time to load them. */
const Users = lazy(() => import('./users/users.tsx').then((module) => ({ default: module.Users })));
const DemoContent = lazy(() =>
  import('./demo-content/demo-content.tsx').then((module) => ({ default: module.DemoContent })),
);
/** Few clusters have a proxy. */
const ProxyCheck = lazy(() => import('./proxy/proxy-check.tsx').then((module) => ({ default: module.ProxyCheck })));
/** Few who come here upgrade or remove Kubeflow, so that comes after the page. */
const Uninstall = lazy(() => import('./uninstall/uninstall.tsx').then((module) => ({ default: module.Uninstall })));
const Upgrade = lazy(() => import('./upgrade/upgrade.tsx').then((module) => ({ default: module.Upgrade })));

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
  const done = isDone(run);
  const installed = done && installation.spec.kubeflow !== null;
  return (
    <div className="mla-wizard">
      <StageRail current="ready" done={done ? ['connect', 'cluster', 'kubeflow'] : ['connect']} installation={name} />
      <div className="mla-wizard-stage">
        {simulated && <SimulatedNote />}
        <StageHead name="ready" words={wordsOf(run)} />
        <ReadsOnly />
        <ClusterPower name={name} platform={installation.spec.cluster.platform} />
        {installed && kubeconfig && <States name={name} />}
        <KubeconfigHandedOver name={name} kubeconfig={kubeconfig} failed={run?.state === 'failed'} />
        <KubeflowHandedOver installation={installation} kubeconfig={kubeconfig} newest={run} simulated={simulated} />
        {kubeconfig && <Proxied installation={installation} />}
        <Maintained installation={installation} run={run} />
        {kubeconfig && (
          <May use="uninstall">
            <Removable installation={installation} run={run} />
          </May>
        )}
        <May use="deleteInstallation">
          <DeleteInstallation name={name} kubeflowStays={staysWithoutUs(installation, run)} />
        </May>
      </div>
      <aside className="mla-wizard-side">
        <Teaching name="ready" platform={installation.spec.cluster.platform} />
        <p>
          <Link to="/installations/$name" params={{ name }}>
            {readyWords.toRun}
          </Link>
        </p>
        <ShowInstallation installation={installation} pageCommands={commandsOf(name, run)} />
      </aside>
    </div>
  );
}

/** The proxy of the cluster, where it has one. */
function Proxied({ installation: { metadata, spec } }: { installation: Installation }) {
  if (spec.proxy?.http === undefined && spec.proxy?.https === undefined) return null;
  return (
    <Suspense fallback={null}>
      <ProxyCheck name={metadata.name} />
    </Suspense>
  );
}

/** What keeps a Kubeflow that is there as it should be. An upgrade that failed can be taken back, or begun again. */
function Maintained({ installation, run }: { installation: Installation; run: RunView | undefined }) {
  if (run === undefined || installation.spec.kubeflow === null) return null;
  return (
    <>
      {isDone(run) && <Changes installation={installation} />}
      {(isDone(run) || (run.kind === 'upgrade' && !isLive(run))) && (
        <May use="startUpgrade">
          <Suspense fallback={null}>
            <Upgrade installation={installation} run={run} />
          </Suspense>
        </May>
      )}
    </>
  );
}

function isDone(run: RunView | undefined): boolean {
  return run !== undefined && runKinds[run.kind].leaves === 'cluster' && run.state === 'succeeded';
}

/** Kubeflow can be removed where some of it may be there, and nothing works on it. */
function Removable({
  installation: { metadata, spec },
  run,
}: {
  installation: Installation;
  run: RunView | undefined;
}) {
  if (spec.kubeflow === null || run === undefined || isLive(run) || isRemoved(run)) return null;
  return (
    <Suspense fallback={null}>
      {isDone(run) && !isAll(spec.kubeflow.components) && <Uninstall name={metadata.name} which="leftOver" />}
      <Uninstall name={metadata.name} which="whole" />
    </Suspense>
  );
}

/** Whoever chose all components has none left over. */
function isAll(components: NonNullable<Installation['spec']['kubeflow']>['components']): boolean {
  return components === 'all';
}

/** Deleting an installation keeps a cluster that was there before, with the Kubeflow on it. */
function staysWithoutUs({ spec }: Installation, run: RunView | undefined): boolean {
  return spec.kubeflow !== null && !definitionOf(spec.cluster.platform).capabilities.makesClusters && !isRemoved(run);
}

function isRemoved(run: RunView | undefined): boolean {
  return run !== undefined && runKinds[run.kind].leaves === 'bare-cluster' && run.state === 'succeeded';
}

function commandsOf(name: string, run: RunView | undefined): string {
  const { deletion, ready } = showAsWords.commands;
  return isRemoved(run) ? deletion(name) : ready(name);
}

/** Only a run that ended well makes an installation ready. */
function wordsOf(run: RunView | undefined): { title: string; lead: string } | undefined {
  if (isRemoved(run)) return readyWords.removed;
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
      <May use="getKubeconfig">
        <Kubeconfig name={name} />
      </May>
    </>
  );
}

function hasDashboard(run: RunView | undefined): boolean {
  return typeof run?.access?.dashboard === 'string';
}

interface InstalledProps {
  readonly installation: Installation;
  readonly simulated: boolean;
  readonly run: RunView;
}

/** What can be done with a Kubeflow that is there. */
function Installed({ installation: { metadata, spec }, simulated, run }: InstalledProps) {
  const { name } = metadata;
  return (
    <>
      <Suspense fallback={null}>
        <Users name={name} services={(spec.kubeflow?.login?.connectors ?? []).map((connector) => connector.name)} />
      </Suspense>
      <Verify name={name} simulated={simulated} />
      <Suspense fallback={null}>
        <DemoContent name={name} simulated={simulated} access={run.access} />
      </Suspense>
    </>
  );
}

interface HandedOverProps {
  readonly installation: Installation;
  readonly kubeconfig: boolean;
  readonly newest: RunView | undefined;
  readonly simulated: boolean;
}

/** What there is to Kubeflow: dashboard and ideas once all is ready, credentials as soon as there is a cluster, until Kubeflow is removed. */
function KubeflowHandedOver({ installation, kubeconfig, newest, simulated }: HandedOverProps) {
  const { metadata, spec } = installation;
  const run = isDone(newest) ? newest : undefined;
  if (spec.kubeflow === null) return null;
  return (
    <>
      {run !== undefined && <Dashboard name={metadata.name} access={run.access} simulated={simulated} />}
      {kubeconfig && !isRemoved(newest) && (
        <May use="revealCredentials">
          <Credentials name={metadata.name} />
        </May>
      )}
      {run !== undefined && <Installed installation={installation} simulated={simulated} run={run} />}
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
