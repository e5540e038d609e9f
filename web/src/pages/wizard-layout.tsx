import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouterState, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { FormProvider, useForm, useWatch } from 'react-hook-form';
import type { Installation, InstallationInput } from '../../../src/installation/installation.ts';
import { installationQuery } from '../api/queries.ts';
import { installationResolver } from '../draft/installation-resolver.ts';
import { keepDraft, keptDraft } from '../draft/keep-draft.ts';
import { newDraft } from '../draft/draft.ts';
import { platformPages } from '../platforms/registry.ts';
import { ErrorPanel } from '../ui/feedback/error-panel.tsx';
import { goToField } from '../ui/fields/field-id.ts';
import { PageFor } from '../ui/shell/may.tsx';
import { PagePending } from '../ui/shell/page-pending.tsx';
import { ShowAs } from '../ui/show-as/show-as.tsx';
import { SimulatedNote } from '../ui/feedback/simulated-note.tsx';
import { useSimulatedDraft } from '../ui/feedback/use-simulated-draft.ts';
import { StageRail } from '../ui/shell/stage-rail.tsx';
import { Teaching } from '../ui/shell/teaching.tsx';
import { stageNames, type StageName } from '../words/stage-words.ts';
import './wizard-layout.css';

/** The stages before a run: one installation, held in one form, shown as YAML, command and request beside it. */
export function WizardLayout() {
  const { installation } = useSearch({ from: '/new' });
  const existing = useQuery({ ...installationQuery(installation ?? ''), enabled: installation !== undefined });
  if (existing.isError) return <ErrorPanel error={existing.error} />;
  if (installation !== undefined && existing.data === undefined) return <PagePending />;
  return (
    <PageFor use="applyInstallation">
      {existing.data === undefined ? (
        <Wizard key="new" start={keptDraft() ?? newDraft()} keep />
      ) : (
        <Wizard key={installation} start={existing.data.installation} installation={existing.data.name} />
      )}
    </PageFor>
  );
}

interface WizardProps {
  readonly start: InstallationInput;
  /** The name of the installation that is changed; a new one when left out. */
  readonly installation?: string;
  /** Keep what is typed for a reload of this tab. */
  readonly keep?: boolean;
}

function Wizard({ start, installation, keep = false }: WizardProps) {
  const form = useForm<InstallationInput, unknown, Installation>({
    defaultValues: start,
    mode: 'onTouched',
    resolver: installationResolver,
  });
  useEffect(() => {
    if (!keep) return undefined;
    const keepNow = () => keepDraft(form.getValues());
    const subscription = form.watch(keepNow);
    return () => subscription.unsubscribe();
  }, [form, keep]);

  const path = useRouterState({ select: (state) => state.location.pathname });
  const current = stageNames.find((name) => path.endsWith(`/${name}`)) ?? 'connect';
  const platform = useWatch({ control: form.control, name: 'spec.cluster.platform' });
  useFieldInAddress();
  return (
    <FormProvider {...form}>
      <div className="mla-wizard">
        <StageRail current={current} done={doneBefore(current)} installation={installation} />
        <div className="mla-wizard-stage">
          <SimulatedDraftNote />
          <Outlet />
        </div>
        <aside className="mla-wizard-side">
          <Teaching name={current} platform={platform} />
          {/* Stage 1 shows the connection instead, which is not part of the form; the sandbox has none. */}
          {(current !== 'connect' || platformPages[platform].connection === undefined) && (
            <ShowAs replaceWith={(pasted) => form.reset(pasted)} />
          )}
        </aside>
      </div>
    </FormProvider>
  );
}

function SimulatedDraftNote() {
  return useSimulatedDraft() ? <SimulatedNote /> : null;
}

function doneBefore(current: StageName): StageName[] {
  return stageNames.slice(0, stageNames.indexOf(current));
}

/** Goes to the field that a link names, as soon as it is there. */
function useFieldInAddress(): void {
  const { field } = useSearch({ from: '/new' });
  useEffect(() => {
    if (field === undefined) return undefined;
    const find = setInterval(() => {
      if (goToField(field)) clearInterval(find);
    }, 50);
    const giveUp = setTimeout(() => clearInterval(find), 3000);
    return () => {
      clearInterval(find);
      clearTimeout(giveUp);
    };
  }, [field]);
}
