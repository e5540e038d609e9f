import { Button } from '@patternfly/react-core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { InstallationView } from '../../../../src/api/contract.ts';
import { useInstallations } from '../../api/use-installations.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { useClusterState } from '../../ui/machine/use-cluster-state.ts';
import { May } from '../../ui/shell/may.tsx';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { useNow } from '../../ui/feedback/use-now.ts';
import { homeWords } from '../../words/home-words.ts';
import { EmptyHome } from './empty-home.tsx';
import { InstallationCard } from './installation-card.tsx';
import './home-page.css';

/** Loaded where an installation has its cluster on this machine. */
const ClusterPower = lazy(() =>
  import('../../ui/machine/cluster-power.tsx').then((module) => ({ default: module.ClusterPower })),
);

/** The installations, the newest first; when there is none, what this product is. */
export function HomePage() {
  const { list, error, olderError, hasMore, isLoadingMore, showMore } = useInstallations();
  const now = useNow(true);
  // What was read stays readable while the server is away.
  if (error !== null && list === undefined) return <ErrorPanel title={homeWords.failedToLoad} error={error} />;
  if (list === undefined) return <PagePending />;
  if (list.length === 0) return <EmptyHome />;
  return (
    <div className="mla-stack">
      <header className="mla-run-head mla-row mla-spread">
        <div>
          <h1 className="mla-title">{homeWords.title}</h1>
          <p className="mla-lead">{homeWords.lead}</p>
        </div>
        <May use="applyInstallation">
          <Link to="/new/connect" className="pf-v6-c-button pf-m-primary">
            {homeWords.new}
          </Link>
        </May>
      </header>
      <ul className="mla-installations">
        {list.map((installation) => (
          <Entry key={installation.name} installation={installation} now={now} />
        ))}
      </ul>
      {olderError !== null && <ErrorPanel title={homeWords.failedToLoad} error={olderError} />}
      {hasMore && (
        <div className="mla-row">
          <Button variant="secondary" onClick={showMore} isLoading={isLoadingMore} isDisabled={isLoadingMore}>
            {homeWords.more}
          </Button>
        </div>
      )}
    </div>
  );
}

function Entry({ installation, now }: { installation: InstallationView; now: number }) {
  const place = { name: installation.name, platform: installation.installation.spec.cluster.platform };
  const cluster = useClusterState(place);
  return (
    <li>
      <InstallationCard installation={installation} cluster={cluster} now={now} />
      {cluster !== undefined && (
        <Suspense fallback={null}>
          <ClusterPower {...place} brief />
        </Suspense>
      )}
    </li>
  );
}
