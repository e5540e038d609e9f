import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { z } from 'zod';
import { lazy, Suspense, useEffect } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { ReleaseView } from '../../../../src/api/contract.ts';
import { refuseAccess } from '../../../../src/installation/access/refuse-access.ts';
import { refuseLogin } from '../../../../src/installation/login/refuse-login.ts';
import type { ComponentSet } from '../../../../src/installation/components/chosen-components.ts';
import {
  clusterSchema,
  kubeflow,
  proxy as proxySchema,
  type InstallationInput,
} from '../../../../src/installation/installation.ts';
import type { CallInput } from '../../../../src/api/client.ts';
import { isError } from '../../../../src/errors/error.ts';
import { isSampleRelease } from '../../../../src/installation/sample-release.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { knownReleasesQuery, planQuery, releasesQuery } from '../../api/queries.ts';
import { newDraft } from '../../draft/draft.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { useDraftMachine } from '../../ui/machine/use-draft-machine.ts';
import { useSimulatedDraft } from '../../ui/feedback/use-simulated-draft.ts';
import { StageHead } from '../../ui/shell/stage-head.tsx';
import { AccessFields } from './access/access-fields.tsx';
import { ComponentFields } from './components/component-fields.tsx';
import { FoundationFields } from './software/foundation-fields.tsx';
import { KeepSecrets } from './login/given-secrets.tsx';
import { InstallActions } from './install-actions.tsx';
import { PlanSums } from './plan-sums.tsx';
import { ReleaseField } from './release-field.tsx';
import { findRelease, firstRelease } from './releases.ts';
import { TakeOverField } from './software/take-over-field.tsx';
import './kubeflow-page.css';

/** With the log's code, which is only needed beside a cluster that is being made. */
const ClusterProgress = lazy(() =>
  import('./cluster-progress.tsx').then((module) => ({ default: module.ClusterProgress })),
);

/** Few installations have external logins, so their fields come after the page. */
const LoginFields = lazy(() => import('./login/login-fields.tsx').then((module) => ({ default: module.LoginFields })));

/** It checks what the fields above it have. */
const Preflight = lazy(() => import('./preflight.tsx').then((module) => ({ default: module.Preflight })));

/** They show what the plan says, which comes after the page too. */
const PatchSwitches = lazy(() => import('./patch-switches.tsx').then((module) => ({ default: module.PatchSwitches })));

/** Stage 3: what of Kubeflow, what that takes, and whether the cluster is fit for it. */
export function KubeflowPage() {
  const releases = useQuery(releasesQuery);
  const wish = useKubeflowWish(releases.data);
  if (releases.isError) return <ErrorPanel error={releases.error} />;
  if (releases.data === undefined || wish === undefined) return <PagePending />;
  return (
    <KeepSecrets>
      <Stage releases={releases.data} release={wish.release ?? ''} components={wish.components ?? 'all'} />
    </KeepSecrets>
  );
}

type Wish = NonNullable<InstallationInput['spec']['kubeflow']>;

/** What the form says of Kubeflow. A cluster that was made alone has nothing of it in its installation yet: here it gets it. */
function useKubeflowWish(releases: readonly ReleaseView[] | undefined): Wish | undefined {
  const { control, getValues, reset } = useFormContext<InstallationInput>();
  const kubeflow = useWatch({ control, name: 'spec.kubeflow' }) ?? undefined;
  useEffect(() => {
    if (kubeflow !== undefined || releases === undefined) return;
    const values = getValues();
    const { platform } = values.spec.cluster;
    const draft = newDraft(platform, firstRelease(releases, newDraft(platform).spec.kubeflow?.release ?? ''));
    // Not only the value: a default of null for the whole would become the default of each field in it.
    reset({ ...values, spec: { ...values.spec, kubeflow: draft.spec.kubeflow } });
  }, [kubeflow, releases, getValues, reset]);
  return kubeflow;
}

function Stage({
  releases,
  release,
  components,
}: {
  releases: readonly ReleaseView[];
  release: string;
  components: ComponentSet | string[];
}) {
  const { installation } = useSearch({ from: '/new' });
  const { offered, chosen, plan, whole } = useWantedPlan(releases, { release, components });
  const machine = useDraftMachine();
  return (
    <form className="mla-stack" noValidate onSubmit={(event) => event.preventDefault()}>
      <StageHead name="kubeflow" />
      {installation !== undefined && (
        <Suspense fallback={<PagePending />}>
          <ClusterProgress installation={installation} />
        </Suspense>
      )}
      <ReleaseField releases={offered} />
      <ComponentFields
        release={chosen}
        plan={plan.data}
        stale={plan.isPlaceholderData}
        whole={whole}
        machine={machine}
      />
      {plan.isError && !isError(plan.error, 'release.notFound') && <ErrorPanel error={plan.error} />}
      {!plan.isError && chosen !== undefined && (
        <PlanSums plan={plan.data} stale={plan.isPlaceholderData} machine={machine} />
      )}
      {/* With the buttons: they would move under the pointer when the fields above them come. */}
      <Suspense fallback={<PagePending />}>
        <PatchSwitches plan={plan.data} />
        <FoundationFields />
        <AccessFields />
        <LoginFields />
        <Preflight />
        <TakeOverField />
        <InstallActions planFits={chosen !== undefined && plan.isSuccess && !plan.isPlaceholderData} />
      </Suspense>
    </form>
  );
}

/** The releases that fit this installation's platform, the chosen release, and its plan. */
function useWantedPlan(
  releases: readonly ReleaseView[],
  { release, components }: { release: string; components: ComponentSet | string[] },
) {
  const { control } = useFormContext<InstallationInput>();
  const cluster = useWatch({ control, name: 'spec.cluster' });
  const patches = readPatches(useWatch({ control, name: 'spec.kubeflow.patches' }));
  const foundation = readFoundation(useWatch({ control, name: 'spec.kubeflow.foundation' }));
  const access = readAccess(useWatch({ control, name: 'spec.kubeflow.access' }), foundation.foundation);
  const proxy = readProxy(useWatch({ control, name: 'spec.proxy' }));
  const login = readLogin(useWatch({ control, name: 'spec.kubeflow.login' }), access.access);
  const simulated = useSimulatedDraft();
  // The sample is not offered where it would be refused.
  const offered = releases.filter(({ name }) => simulated || !isSampleRelease(name));
  const chosen = findRelease(offered, release);
  const known = useQuery(knownReleasesQuery);
  const isKnown = known.data?.some(({ version }) => version === release) === true;
  const wanted = { release, ...patches, ...foundation, ...access, ...login, ...proxy, cluster: placeOf(cluster) };
  const plan = useQuery({
    ...planQuery({ ...wanted, components }, chosen?.digest),
    // Of a release that is still to be fetched there is no plan, but the server refuses an image that is too old for it.
    enabled: (chosen !== undefined || isKnown) && components.length > 0,
    placeholderData: (before) => before,
  });
  const whole = useQuery({
    ...planQuery({ ...wanted, components: 'all' }, chosen?.digest),
    enabled: chosen !== undefined,
    placeholderData: (before) => before,
  });
  return { offered, chosen, plan, whole: chosen === undefined ? undefined : whole.data };
}

/** What the server has to know of the place to refuse what does not fit there. */
function placeOf(cluster: InstallationInput['spec']['cluster']): CallInput<'makePlan'>['body']['cluster'] {
  return {
    platform: cluster.platform,
    ...('connection' in cluster && cluster.connection !== '' && { connection: cluster.connection }),
    ...imageOf(cluster),
    ...wholeOf(cluster),
  };
}

/** A cluster that exists already is asked what it needs, once the form says which one it is. */
function wholeOf(cluster: InstallationInput['spec']['cluster']): { spec?: z.infer<typeof clusterSchema> } {
  const { data } = clusterSchema.safeParse(cluster);
  return data === undefined ? {} : { spec: data };
}

/** Switched patches; a draft of another version may name some that this one does not have. */
function readPatches(wish: unknown): Pick<CallInput<'makePlan'>['body'], 'patches'> {
  const { data } = kubeflow.shape.patches.safeParse(wish);
  return data === undefined ? {} : { patches: data };
}

/** Whose software Kubeflow runs on. */
/** The proxy of the draft; none while it is not complete. */
function readProxy(wish: unknown): Pick<CallInput<'makePlan'>['body'], 'proxy'> {
  const { data } = proxySchema.safeParse(wish);
  return data === undefined ? {} : { proxy: data };
}

function readFoundation(wish: unknown): Pick<CallInput<'makePlan'>['body'], 'foundation'> {
  const { data } = kubeflow.shape.foundation.safeParse(wish);
  return data === undefined ? {} : { foundation: data };
}

/** How Kubeflow is reached, once that is complete. */
function readAccess(wish: unknown, foundation: unknown): Pick<CallInput<'makePlan'>['body'], 'access'> {
  const { data } = kubeflow.shape.access.safeParse(wish);
  const { data: foundationWish } = kubeflow.shape.foundation.safeParse(foundation);
  return data === undefined || refuseAccess(data, foundationWish).length > 0 ? {} : { access: data };
}

/** External login services, once they are complete. */
function readLogin(
  wish: unknown,
  access: CallInput<'makePlan'>['body']['access'],
): Pick<CallInput<'makePlan'>['body'], 'login'> {
  const { data } = kubeflow.shape.login.safeParse(wish);
  const reached = kubeflow.shape.access.parse(access ?? {});
  return data === undefined || refuseLogin(data, { access: reached }).length > 0 ? {} : { login: data };
}

/** The image of a cluster that is still to be ordered tells its Kubernetes version. */
function imageOf(cluster: InstallationInput['spec']['cluster']): { image: string } | undefined {
  const image = definitionOf(cluster.platform).image?.of(cluster) ?? '';
  return image === '' ? undefined : { image };
}
