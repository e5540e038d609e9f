import { runKinds } from '../../../../../src/run-view/run-kinds.ts';
import { Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { InstallationView, RouteName } from '../../../../../src/api/contract.ts';
import type { RunView } from '../../../../../src/api/run.ts';
import { call } from '../../../api/api.ts';
import { isLive } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { May } from '../../../ui/shell/may.tsx';
import { runWords } from '../../../words/run-words.ts';
import { connectionOf, nextActions, type NextAction } from './next-action.ts';

/** Dialogs load on demand. */
const AskCancel = lazy(() => import('./ask-cancel.tsx').then((module) => ({ default: module.AskCancel })));
const ChangeCredentials = lazy(() =>
  import('./change-credentials.tsx').then((module) => ({ default: module.ChangeCredentials })),
);

const words = runWords.actions;
/** What each action calls. */
const routeOf = {
  retry: 'retryRun',
  credentials: 'saveConnection',
  change: 'applyInstallation',
} as const satisfies Record<NextAction, RouteName>;
/** From here a run can be taken up again. */
const stopped: readonly RunView['state'][] = ['failed', 'cancelled'];

/** What can be done with a run in its present state; of a run that stopped, what helps most comes first. */
export function RunActions({ installation, run }: { installation: InstallationView; run: RunView }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<'cancel' | 'credentials'>();
  const settle = { onSettled: () => queryClient.invalidateQueries({ queryKey: ['run', run.id] }) };
  const cancel = useMutation({ mutationFn: () => call('cancelRun', { params: { id: run.id } }), ...settle });
  const retry = useMutation({ mutationFn: () => call('retryRun', { params: { id: run.id } }), ...settle });
  const connection = connectionOf(installation);
  const close = () => setAsking(undefined);
  return (
    <div className="mla-stack-tight">
      <div className="mla-row">
        {stopped.includes(run.state) &&
          nextActions(installation, run).map((action, index) => (
            <May key={action} use={routeOf[action]}>
              <ActionButton
                action={action}
                isFirst={index === 0}
                run={run}
                busy={retry.isPending}
                act={() => (action === 'retry' ? retry.mutate() : setAsking('credentials'))}
              />
            </May>
          ))}
        <WaysOn installation={installation} run={run} />
        {isLive(run) && (
          <May use="cancelRun">
            <CancelButton cancelling={cancel.isPending || cancel.isSuccess} ask={() => setAsking('cancel')} />
          </May>
        )}
      </div>
      {cancel.isError && <ErrorPanel error={cancel.error} />}
      {retry.isError && <ErrorPanel error={retry.error} />}
      <Suspense>
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
      </Suspense>
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

interface ActionButtonProps {
  readonly action: NextAction;
  readonly isFirst: boolean;
  readonly run: RunView;
  readonly busy: boolean;
  readonly act: () => void;
}

/** One way to take up a run that stopped. */
function ActionButton({ action, isFirst, run, busy, act }: ActionButtonProps) {
  if (action === 'change') {
    return (
      <Link
        className={`pf-v6-c-button ${isFirst ? 'pf-m-primary' : 'pf-m-secondary'}`}
        to="/new/kubeflow"
        search={{ installation: run.installation }}
      >
        {words.change}
      </Link>
    );
  }
  const label = action === 'credentials' ? words.credentials : run.state === 'failed' ? words.retry : words.resume;
  return (
    <Button
      variant={isFirst ? 'primary' : 'secondary'}
      isLoading={busy && action === 'retry'}
      isDisabled={busy}
      onClick={act}
    >
      {label}
    </Button>
  );
}

/** Where to go from a run: to the cluster as soon as it can be used, to Kubeflow where there is none yet. */
function WaysOn({
  installation: { name, kubeconfig, installation },
  run,
}: {
  installation: InstallationView;
  run: RunView;
}) {
  if (runKinds[run.kind].leaves === 'nothing') {
    if (isLive(run)) return null;
    return (
      <Link className="pf-v6-c-button pf-m-secondary" to="/">
        {words.home}
      </Link>
    );
  }
  const succeeded = run.state === 'succeeded';
  return (
    <>
      {succeeded && installation.spec.kubeflow === null && (
        <May use="applyInstallation">
          <Link className="pf-v6-c-button pf-m-secondary" to="/new/kubeflow" search={{ installation: name }}>
            {words.kubeflow}
          </Link>
        </May>
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
