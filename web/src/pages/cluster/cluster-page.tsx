import { useFormContext, useWatch } from 'react-hook-form';
import { Link, useSearch } from '@tanstack/react-router';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { StageHead } from '../../ui/shell/stage-head.tsx';
import { clusterWords } from '../../words/cluster-words.ts';
import { CcpFields } from './ccp-fields.tsx';
import { ClusterActions } from './cluster-actions.tsx';
import { ClusterNameField } from './cluster-name-field.tsx';
import { ExistingFields } from './existing-fields.tsx';
import { ProxyFields } from './proxy-fields.tsx';
import { Section } from './section.tsx';
import { WorkerFields } from './worker-fields.tsx';
import { WorkerGroups } from './worker-groups.tsx';
import './cluster-page.css';

/** Stage 2: the machines. What is asked depends on where they come from. */
export function ClusterPage() {
  const { control } = useFormContext<InstallationInput>();
  const { platform, connection } = useWatch({ control, name: 'spec.cluster' }) as {
    platform: string;
    connection?: string;
  };
  const { installation } = useSearch({ from: '/new' });
  const connected = platform === 'sandbox' || (connection !== undefined && connection !== '');
  return (
    <div className="mla-stack">
      <StageHead name="cluster" />
      {!connected ? (
        <section className="mla-card mla-stack-tight">
          <h2 className="mla-heading">{clusterWords.needsConnection.title}</h2>
          <p className="mla-soft">{clusterWords.needsConnection.body}</p>
          <p>
            <Link to="/new/connect">{clusterWords.needsConnection.go}</Link>
          </p>
        </section>
      ) : (
        <form className="mla-stack" noValidate onSubmit={(event) => event.preventDefault()}>
          <section className="mla-card">
            <ClusterNameField fixed={installation !== undefined} />
          </section>
          {platform === 'ccp' && <CcpFields connection={connection ?? ''} />}
          {platform === 'existing' && <ExistingFields connection={connection ?? ''} />}
          {platform === 'sandbox' && (
            <Section title={clusterWords.sandbox.title} lead={clusterWords.sandbox.lead}>
              <WorkerFields base="spec.cluster.sandbox.workers" />
              <WorkerGroups base="spec.cluster.sandbox.moreWorkers" />
            </Section>
          )}
          {platform === 'ccp' && <ProxyFields />}
          <ClusterActions />
        </form>
      )}
    </div>
  );
}
