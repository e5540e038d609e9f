import { Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { InstallationView } from '../../../../src/api/contract.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { retryAdvice } from '../../../../src/errors/retry-advice.ts';
import { call } from '../../api/api.ts';
import { isLive } from '../../api/queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { runWords } from '../../words/run-words.ts';
import { AskCancel } from './ask-cancel.tsx';
import { ChangeCredentials } from './change-credentials.tsx';

const words = runWords.actions;
/** From here a run can be taken up again. */
const stopped: readonly RunView['state'][] = ['failed', 'cancelled'];

/** What can be done with a run in its present state. */
export function RunActions({ installation, run }: { installation: InstallationView; run: RunView }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<'cancel' | 'credentials'>();
  const settle = { onSettled: () => queryClient.invalidateQueries({ queryKey: ['run', run.id] }) };
  const cancel = useMutation({ mutationFn: () => call('cancelRun', { params: { id: run.id } }), ...settle });
  const retry = useMutation({ mutationFn: () => call('retryRun', { params: { id: run.id } }), ...settle });
  const connection = connectionOf(installation);
  const changeable = mayChangeCredentials(installation, run);
  const close = () => setAsking(undefined);
  return (
    <div className="mla-stack-tight">
      <div className="mla-row">
        {isLive(run) && (
          <CancelButton cancelling={cancel.isPending || cancel.isSuccess} ask={() => setAsking('cancel')} />
        )}
        {stopped.includes(run.state) && (
          <GoOnButtons
            retry={() => retry.mutate()}
            retrying={retry.isPending}
            failed={run.state === 'failed'}
            helps={helps(run)}
            {...(changeable && { change: () => setAsking('credentials') })}
          />
        )}
        {run.kind === 'create' && !isLive(run) && (
          <WaysOn installation={installation} succeeded={run.state === 'succeeded'} />
        )}
      </div>
      {cancel.isError && <ErrorPanel error={cancel.error} />}
      {retry.isError && <ErrorPanel error={retry.error} />}
      {asking === 'cancel' && (
        <AskCancel
          close={close}
          confirm={() => {
            cancel.mutate();
            close();
          }}
        />
      )}
      {asking === 'credentials' && connection !== undefined && (
        <ChangeCredentials
          connection={connection}
          close={close}
          changed={async () => {
            close();
            await retry.mutateAsync().catch(() => undefined);
          }}
        />
      )}
    </div>
  );
}

function CancelButton({ cancelling, ask }: { cancelling: boolean; ask: () => void }) {
  return (
    <Button variant="secondary" isDanger isDisabled={cancelling} onClick={ask}>
      {cancelling ? words.cancelling : words.cancel}
    </Button>
  );
}

interface GoOnButtonsProps {
  readonly retry: () => void;
  readonly retrying: boolean;
  readonly failed: boolean;
  /** Whether to go on as it is can help. */
  readonly helps: boolean;
  /** Asks for other credentials; left out where there are none. */
  readonly change?: () => void;
}

/** The ways to take up a run that stopped. */
function GoOnButtons({ retry, retrying, failed, helps, change }: GoOnButtonsProps) {
  return (
    <>
      {helps && (
        <Button isLoading={retrying} isDisabled={retrying} onClick={retry}>
          {failed ? words.retry : words.resume}
        </Button>
      )}
      {change !== undefined && (
        <Button variant="secondary" onClick={change}>
          {words.credentials}
        </Button>
      )}
    </>
  );
}

/** Where to go from a run that has ended. */
function WaysOn({
  installation: { name, kubeconfig, installation },
  succeeded,
}: {
  installation: InstallationView;
  succeeded: boolean;
}) {
  return (
    <>
      {succeeded && installation.spec.kubeflow === null && (
        <Link className="pf-v6-c-button pf-m-secondary" to="/new/kubeflow" search={{ installation: name }}>
          {words.kubeflow}
        </Link>
      )}
      {(succeeded || kubeconfig) && (
        <Link
          className={`pf-v6-c-button ${succeeded ? 'pf-m-primary' : 'pf-m-secondary'}`}
          to="/installations/$name/ready"
          params={{ name }}
        >
          {words.ready}
        </Link>
      )}
    </>
  );
}

/** An installation that is wrong fails again as it is. */
function helps({ state, error }: RunView): boolean {
  return state !== 'failed' || error === undefined || retryAdvice(error) !== 'never';
}

/** Other credentials can cure what fails at the connection, a refused login and a missing right. */
function mayChangeCredentials(installation: InstallationView, { state, error, phases }: RunView): boolean {
  if (connectionOf(installation) === undefined) return false;
  if (state !== 'failed' || error === undefined) return true;
  const atConnection = phases.some((phase) => phase.name === 'connect' && phase.state === 'failed');
  return (
    atConnection || error.kind === 'unauthorized' || error.kind === 'forbidden' || error.code === 'MLA-PREFLIGHT-001'
  );
}

/** The credentials that can be changed; a rehearsal has none. */
function connectionOf({ installation }: InstallationView): { name: string; platform: 'ccp' | 'existing' } | undefined {
  const { cluster } = installation.spec;
  return cluster.platform === 'sandbox' ? undefined : { name: cluster.connection, platform: cluster.platform };
}
