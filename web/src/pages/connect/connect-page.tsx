import { useQuery } from '@tanstack/react-query';
import { connectionsQuery, platformsQuery } from '../../api/queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { ConnectStage } from './connect-stage.tsx';
import './connect-page.css';

/** Stage 1: which platform, and how it is reached. */
export function ConnectPage() {
  const platforms = useQuery(platformsQuery);
  const connections = useQuery(connectionsQuery);
  if (platforms.isError && platforms.data === undefined) return <ErrorPanel error={platforms.error} />;
  if (connections.isError && connections.data === undefined) return <ErrorPanel error={connections.error} />;
  if (platforms.data === undefined || connections.data === undefined) return <PagePending />;
  return (
    <ConnectStage platforms={platforms.data} connections={connections.data} readAgain={() => connections.refetch()} />
  );
}
