import { Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput, PlatformId } from '../../../../src/installation/installation.ts';
import { connectionsQuery, platformsQuery } from '../../api/queries.ts';
import { emptyCluster, newDraft } from '../../draft/draft.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { PagePending } from '../../parts/page-pending.tsx';
import { StageHead } from '../../parts/stage-head.tsx';
import { connectWords } from '../../words/connect-words.ts';
import { NewConnection } from './new-connection.tsx';
import { PlatformCards } from './platform-cards.tsx';
import { SavedConnections } from './saved-connections.tsx';
import './connect-page.css';

/** Stage 1: which platform, and how it is reached. */
export function ConnectPage() {
  const platforms = useQuery(platformsQuery);
  const connections = useQuery(connectionsQuery);
  const form = useFormContext<InstallationInput>();
  const cluster = useWatch({ control: form.control, name: 'spec.cluster' });
  const search = useSearch({ from: '/new' });
  const navigate = useNavigate();
  const [another, setAnother] = useState(false);
  if (platforms.isError) return <ErrorPanel error={platforms.error} />;
  if (platforms.data === undefined || connections.data === undefined) return connections.isError ? <ErrorPanel error={connections.error} /> : <PagePending />;

  const { platform } = cluster;
  const fitting = connections.data.filter((connection) => connection.platform === platform);
  const chosen = platform === 'sandbox' ? undefined : fitting.find((connection) => connection.name === cluster.connection);
  const isNew = platform !== 'sandbox' && (another || fitting.length === 0);

  const choosePlatform = (id: PlatformId) => {
    const name = form.getValues('metadata.name');
    if (id === 'sandbox' && name === '') form.reset(newDraft('sandbox'));
    else form.setValue('spec.cluster', emptyCluster(id));
    setAnother(false);
  };
  const goOn = () => navigate({ to: '/new/cluster', search: search.installation === undefined ? {} : { installation: search.installation } });
  const chooseConnection = (name: string) => form.setValue('spec.cluster.connection', name);
  return (
    <div className="mla-stack">
      <StageHead name="connect" />
      <PlatformCards platforms={platforms.data} chosen={platform} choose={choosePlatform} />
      {platform === 'sandbox' && (
        <section className="mla-card mla-stack-tight">
          <h2 className="mla-heading">{connectWords.sandbox.title}</h2>
          <p className="mla-soft">{connectWords.sandbox.body}</p>
        </section>
      )}
      {platform !== 'sandbox' && fitting.length > 0 && (
        <SavedConnections connections={fitting} chosen={isNew ? undefined : chosen?.name} choose={(name) => {
            setAnother(false);
            chooseConnection(name);
          }} another={isNew} chooseAnother={() => setAnother(true)} />
      )}
      {isNew && (
        <NewConnection
          key={platform}
          platform={platform}
          saved={async (name) => {
            chooseConnection(name);
            await connections.refetch();
            await goOn();
          }}
        />
      )}
      {!isNew && (
        <div className="mla-actions">
          <Button isDisabled={platform !== 'sandbox' && chosen === undefined} onClick={() => void goOn()}>
            {connectWords.continue}
          </Button>
          {platform !== 'sandbox' && chosen === undefined && <span className="mla-soft">{connectWords.saveFirst}</span>}
        </div>
      )}
    </div>
  );
}
