import { Button } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useFormContext, useWatch } from 'react-hook-form';
import { installationSchema, type InstallationInput } from '../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { call } from '../../api/api.ts';
import { installationQuery, isLive } from '../../api/queries.ts';
import { useGoToProblem } from '../../draft/use-go-to-problem.ts';
import { forgetDraft } from '../../draft/keep-draft.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { BackLink } from '../../ui/shell/back-link.tsx';
import { secretsOfForm } from './access/given-key.tsx';
import { useGivenSecrets } from './login/given-secrets.tsx';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

/** Starts the run. A field that is not right yet is gone to, wherever it is. */
export function InstallActions({ planFits }: { planFits: boolean }) {
  const form = useFormContext<InstallationInput>();
  const platform = useWatch({ control: form.control, name: 'spec.cluster.platform' });
  const release = useWatch({ control: form.control, name: 'spec.kubeflow.release' }) ?? '';
  const search = useSearch({ from: '/new' });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const existing = useQuery({
    ...installationQuery(search.installation ?? ''),
    enabled: search.installation !== undefined,
  });
  const busy = isLive(existing.data?.run);
  const goToProblem = useGoToProblem();
  const why = busy ? kubeflowWords.waitForCluster : planFits ? undefined : kubeflowWords.waitForPlan;
  const secrets = useGivenSecrets();
  const install = useMutation({
    mutationFn: (installation: ReturnType<typeof installationSchema.parse>) =>
      call('applyInstallation', {
        body: { ...installation, ...secretsOfForm(installation, secrets) },
        query: search.installation === undefined ? { mustBeNew: 'true' } : {},
      }),
    onSuccess: async ({ name }) => {
      if (search.installation === undefined) forgetDraft();
      await queryClient.invalidateQueries({ queryKey: ['installation', name] });
      await navigate({ to: '/installations/$name', params: { name } });
    },
  });
  const start = async () => {
    const read = installationSchema.safeParse(form.getValues());
    if (read.success) {
      install.mutate(read.data);
      return;
    }
    await goToProblem(read.error);
  };
  return (
    <div className="mla-stack">
      {install.isError && <ErrorPanel error={install.error} />}
      <div className="mla-actions">
        <Button
          size="lg"
          isLoading={install.isPending}
          isDisabled={install.isPending || why !== undefined}
          aria-describedby="install-why"
          onClick={() => void start()}
        >
          {kubeflowWords.install({
            makesCluster: search.installation === undefined && definitionOf(platform).capabilities.makesClusters,
            release,
          })}
        </Button>
        <BackLink to="/new/cluster" />
        <span id="install-why" className="mla-soft">
          {why}
        </span>
      </div>
    </div>
  );
}
