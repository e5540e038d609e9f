import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { installationsQuery } from '../../api/queries.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { PagePending } from '../../parts/page-pending.tsx';
import { ShowList } from '../../parts/show-list.tsx';
import { useNow } from '../../parts/use-now.ts';
import { homeWords } from '../../words/home-words.ts';
import { EmptyHome } from './empty-home.tsx';
import { InstallationCard } from './installation-card.tsx';
import './home-page.css';

/** All installations; when there is none, what this product is. */
export function HomePage() {
  const installations = useQuery(installationsQuery);
  const now = useNow(true);
  // What was read stays readable while the server is away.
  if (installations.isError && installations.data === undefined) return <ErrorPanel title={homeWords.failedToLoad} error={installations.error} />;
  if (installations.data === undefined) return <PagePending />;
  if (installations.data.length === 0) return <EmptyHome />;
  return (
    <div className="mla-stack">
      <header className="mla-run-head mla-row mla-spread">
        <div>
          <h1 className="mla-title">{homeWords.title}</h1>
          <p className="mla-lead">{homeWords.lead}</p>
        </div>
        <Link to="/new/connect" className="pf-v6-c-button pf-m-primary">
          {homeWords.new}
        </Link>
      </header>
      <ul className="mla-installations">
        {installations.data.map((installation) => (
          <li key={installation.name}>
            <InstallationCard installation={installation} now={now} />
          </li>
        ))}
      </ul>
      <ShowList />
    </div>
  );
}
