import { Suspense } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { Link, useSearch } from '@tanstack/react-router';
import type { InstallationInput, PlatformId } from '../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { platformPages } from '../../platforms/registry.ts';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { StageHead } from '../../ui/shell/stage-head.tsx';
import { clusterWords } from '../../words/cluster-words.ts';
import { ClusterActions } from './cluster-actions.tsx';
import { ClusterNameField } from './cluster-name-field.tsx';
import { ProxyFields } from './proxy-fields.tsx';
import './cluster-page.css';

/** Stage 2: the machines. What is asked depends on where they come from. */
export function ClusterPage() {
  const { control } = useFormContext<InstallationInput>();
  const { platform, connection } = useWatch({ control, name: 'spec.cluster' }) as {
    platform: PlatformId;
    connection?: string;
  };
  const { installation } = useSearch({ from: '/new' });
  const { ClusterFields, connection: connects } = platformPages[platform];
  const connected = connects === undefined || (connection !== undefined && connection !== '');
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
          {/* With the buttons: they would move under the pointer when the fields above them come. */}
          <Suspense fallback={<PagePending />}>
            <ClusterFields connection={connection ?? ''} />
            <ProxyFields nodes={definitionOf(platform).capabilities.clusterProxy} />
            <ClusterActions />
          </Suspense>
        </form>
      )}
    </div>
  );
}
