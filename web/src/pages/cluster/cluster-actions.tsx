import { Alert, Button } from '@patternfly/react-core';
import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { installationSchema, type InstallationInput } from '../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { call } from '../../api/api.ts';
import { clusterNameQuery } from '../../api/queries.ts';
import { platformPages } from '../../platforms/registry.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { focusFirstInvalid } from '../../ui/fields/use-problems.ts';
import { BackLink } from '../../ui/shell/back-link.tsx';
import { clusterWords } from '../../words/cluster-words.ts';

/** The two ways on: make the cluster now and choose Kubeflow while it grows, or choose first and make all in one go. */
export function ClusterActions() {
  const form = useFormContext<InstallationInput>();
  const platform = useWatch({ control: form.control, name: 'spec.cluster.platform' });
  const { makesClusters } = definitionOf(platform).capabilities;
  const search = useSearch({ from: '/new' });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [invalid, setInvalid] = useState(false);
  const deploy = useMutation({
    mutationFn: async () => {
      const values = form.getValues();
      const installation = installationSchema.parse({ ...values, spec: { ...values.spec, kubeflow: null } });
      return call('applyInstallation', {
        body: installation,
        query: search.installation === undefined ? { mustBeNew: 'true' } : {},
      });
    },
    onSuccess: ({ name }) => navigate({ to: '/new/kubeflow', search: { installation: name } }),
  });
  const isValid = useCallback(async () => {
    const bySchema = await form.trigger(['metadata', 'spec.cluster', 'spec.proxy']);
    return bySchema && (await fitsBeyondSchema(form.getValues(), queryClient));
  }, [form, queryClient]);
  // After the alert, every change is validated at once, so a corrected field loses its error.
  useEffect(() => {
    if (!invalid) return undefined;
    const subscription = form.watch(() => void isValid().then((valid) => setInvalid(!valid)));
    return () => subscription.unsubscribe();
  }, [invalid, form, isValid]);
  const withValidFields = async (act: () => unknown) => {
    const valid = await isValid();
    setInvalid(!valid);
    if (valid) await act();
    else focusFirstInvalid();
  };
  const goOn = () =>
    navigate({
      to: '/new/kubeflow',
      search: search.installation === undefined ? {} : { installation: search.installation },
    });
  return (
    <div className="mla-stack">
      {deploy.isError && <ErrorPanel error={deploy.error} />}
      {invalid && <Alert component="p" isInline variant="danger" title={clusterWords.invalid} isLiveRegion />}
      <div className="mla-actions">
        <Button
          aria-describedby={makesClusters ? 'continue-hint' : undefined}
          onClick={() => void withValidFields(goOn)}
        >
          {clusterWords.continue}
        </Button>
        {makesClusters && (
          <Button
            variant="secondary"
            isLoading={deploy.isPending}
            isDisabled={deploy.isPending}
            aria-describedby="deploy-hint"
            onClick={() => void withValidFields(() => deploy.mutateAsync().catch(() => undefined))}
          >
            {clusterWords.deploy}
          </Button>
        )}
        <BackLink to="/new/connect" />
      </div>
      {makesClusters && (
        <p className="mla-soft mla-small">
          <strong>{clusterWords.continue}:</strong> <span id="continue-hint">{clusterWords.continueHint}</span>{' '}
          <strong>{clusterWords.deploy}:</strong> <span id="deploy-hint">{clusterWords.deployHint}</span>
        </p>
      )}
    </div>
  );
}

/** What the schema cannot know: whether the platform's own fields fit, and whether the name was found to be taken. */
async function fitsBeyondSchema(
  { metadata, spec: { cluster } }: InstallationInput,
  queryClient: QueryClient,
): Promise<boolean> {
  const connection = 'connection' in cluster ? cluster.connection : '';
  const name = queryClient.getQueryData<{ free: boolean }>(clusterNameQuery(connection, metadata.name).queryKey);
  return name?.free !== false && (await platformPages[cluster.platform].fits?.(cluster)) !== false;
}
