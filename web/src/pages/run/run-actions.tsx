import { Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { InstallationView } from '../../../../src/api/contract.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { call } from '../../api/api.ts';
import { isLive } from '../../api/queries.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { runWords } from '../../words/run-words.ts';
import { AskCancel } from './ask-cancel.tsx';
import { ChangeCredentials } from './change-credentials.tsx';

const words = runWords.actions;

/** What can be done with a run in its present state. */
export function RunActions({ installation, run }: { installation: InstallationView; run: RunView }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<'cancel' | 'credentials'>();
  const settle = { onSettled: () => queryClient.invalidateQueries({ queryKey: ['run', run.id] }) };
  const cancel = useMutation({ mutationFn: () => call('cancelRun', { params: { id: run.id } }), ...settle });
  const retry = useMutation({ mutationFn: () => call('retryRun', { params: { id: run.id } }), ...settle });
  const { cluster, kubeflow } = installation.installation.spec;
  const connection = cluster.platform === 'sandbox' ? undefined : { name: cluster.connection, platform: cluster.platform };
  const stopped = run.state === 'failed' || run.state === 'cancelled';
  return (
    <div className="mla-stack-tight">
      <div className="mla-row">
        {isLive(run) && (
          <Button variant="secondary" isDanger isDisabled={cancel.isPending || cancel.isSuccess} onClick={() => setAsking('cancel')}>
            {cancel.isPending || cancel.isSuccess ? words.cancelling : words.cancel}
          </Button>
        )}
        {stopped && (
          <>
            <Button isLoading={retry.isPending} isDisabled={retry.isPending} onClick={() => retry.mutate()}>
              {run.state === 'failed' ? words.retry : words.resume}
            </Button>
            {connection !== undefined && (
              <Button variant="secondary" onClick={() => setAsking('credentials')}>
                {words.credentials}
              </Button>
            )}
          </>
        )}
        {run.state === 'succeeded' && run.kind === 'create' && kubeflow === null && (
          <Link className="pf-v6-c-button pf-m-secondary" to="/new/kubeflow" search={{ installation: installation.name }}>
            {words.kubeflow}
          </Link>
        )}
        {run.kind === 'create' && !isLive(run) && (installation.kubeconfig || run.state === 'succeeded') && (
          <Link className={`pf-v6-c-button ${run.state === 'succeeded' ? 'pf-m-primary' : 'pf-m-secondary'}`} to="/installations/$name/ready" params={{ name: installation.name }}>
            {words.ready}
          </Link>
        )}
      </div>
      {cancel.isError && <ErrorPanel error={cancel.error} />}
      {retry.isError && <ErrorPanel error={retry.error} />}
      {asking === 'cancel' && (
        <AskCancel
          close={() => setAsking(undefined)}
          confirm={() => {
            cancel.mutate();
            setAsking(undefined);
          }}
        />
      )}
      {asking === 'credentials' && connection !== undefined && (
        <ChangeCredentials
          connection={connection}
          close={() => setAsking(undefined)}
          changed={async () => {
            setAsking(undefined);
            await retry.mutateAsync().catch(() => undefined);
          }}
        />
      )}
    </div>
  );
}
