import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { planQuery, releasesQuery } from '../../api/queries.ts';
import { newDraft } from '../../draft/draft.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { PagePending } from '../../parts/page-pending.tsx';
import { StageHead } from '../../parts/stage-head.tsx';
import { AccessFields } from './access-fields.tsx';
import { ComponentFields } from './component-fields.tsx';
import { InstallActions } from './install-actions.tsx';
import { PlanSums } from './plan-sums.tsx';
import { Preflight } from './preflight.tsx';
import { ReleaseField } from './release-field.tsx';
import { TakeOverField } from './take-over-field.tsx';
import './kubeflow-page.css';

/** With the log's code, which is only needed beside a cluster that is being made. */
const ClusterProgress = lazy(() => import('./cluster-progress.tsx').then((module) => ({ default: module.ClusterProgress })));

/** Stage 3: what of Kubeflow, what that takes, and whether the cluster is fit for it. */
export function KubeflowPage() {
  const form = useFormContext<InstallationInput>();
  const kubeflow = useWatch({ control: form.control, name: 'spec.kubeflow' });
  const { installation } = useSearch({ from: '/new' });
  const releases = useQuery(releasesQuery);
  // A cluster that was made alone has no Kubeflow in its installation yet: here it gets one.
  useEffect(() => {
    if (kubeflow !== null && kubeflow !== undefined) return;
    form.setValue('spec.kubeflow', newDraft(form.getValues('spec.cluster.platform')).spec.kubeflow);
  }, [kubeflow, form]);
  const release = kubeflow?.release ?? '';
  const components = kubeflow?.components ?? 'all';
  const plan = useQuery({ ...planQuery(release, components), enabled: release !== '' && components.length > 0, placeholderData: (before) => before });
  if (releases.isError) return <ErrorPanel error={releases.error} />;
  if (releases.data === undefined || kubeflow === null || kubeflow === undefined) return <PagePending />;
  return (
    <form className="mla-stack" noValidate onSubmit={(event) => event.preventDefault()}>
      <StageHead name="kubeflow" />
      {installation !== undefined && (
        <Suspense fallback={<PagePending />}>
          <ClusterProgress installation={installation} />
        </Suspense>
      )}
      <ReleaseField releases={releases.data} />
      <ComponentFields release={releases.data.find((candidate) => matches(candidate, release))} plan={plan.data} />
      {plan.isError ? <ErrorPanel error={plan.error} /> : <PlanSums plan={plan.data} />}
      <AccessFields />
      <Preflight />
      <TakeOverField />
      <InstallActions planFits={plan.data !== undefined} />
    </form>
  );
}

/** A release is named by its version, pinned or not, or as practice. */
function matches(candidate: { name: string; version: string }, release: string): boolean {
  const [named = ''] = release.split('@');
  return candidate.version === named || candidate.name === named;
}
