import { Button } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useFormContext, useWatch } from 'react-hook-form';
import type { ConnectorCheckView } from '../../../../../src/api/contract.ts';
import { access as accessSchema } from '../../../../../src/installation/access/access.ts';
import type { InstallationInput } from '../../../../../src/installation/installation.ts';
import type { ConnectorWish } from '../../../../../src/installation/login/login.ts';
import { call } from '../../../api/api.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { ExplainedError } from '../../../ui/feedback/explained-error.tsx';
import { findField } from '../../../ui/fields/field-id.ts';
import { focusFirstInvalid } from '../../../ui/fields/use-problems.ts';
import { connectorWords as words } from '../../../words/connector-words.ts';

interface ConnectorTestProps {
  readonly connector: ConnectorWish;
  readonly secret: string;
  readonly installation: string | undefined;
  /** Acts if the fields of the login service are right; else marks those that are wrong. */
  readonly check: (act: () => unknown) => void;
}

const accessPath = 'spec.kubeflow.access';

/** Asks the login service, with what the form says now. */
export function ConnectorTest({ connector, secret, installation, check }: ConnectorTestProps) {
  const { control, trigger } = useFormContext<InstallationInput>();
  const access = accessSchema.safeParse(useWatch({ control, name: accessPath }) ?? {}).data;
  const test = useMutation({
    mutationFn: (reached: NonNullable<typeof access>) =>
      call('testConnector', {
        body: {
          connector,
          access: reached,
          ...(secret !== '' && { secret }),
          ...(installation !== undefined && { installation }),
        },
      }),
    gcTime: 0,
  });
  const start = async () => {
    if (access !== undefined) {
      test.mutate(access);
      return;
    }
    // The login service sends people back there, so the test needs it.
    await trigger(accessPath);
    focusFirstInvalid(findField(accessPath));
  };
  return (
    <div className="mla-stack-tight">
      <div>
        <Button variant="secondary" isLoading={test.isPending} isDisabled={test.isPending} onClick={() => check(start)}>
          {words.test}
        </Button>
      </div>
      <div role="status">
        {test.isPending && <p className="mla-soft">{words.testing}</p>}
        {test.data !== undefined && <ConnectorChecks checks={test.data.checks} />}
      </div>
      {test.isError && <ErrorPanel error={test.error} />}
    </div>
  );
}

const marks = { passed: '✓', failed: '✕', unknown: '?' } as const;

/** What a login service answered, with cause and fix of what failed. */
export function ConnectorChecks({ checks }: { checks: readonly ConnectorCheckView[] }) {
  return (
    <ol className="mla-connector-checks">
      {checks.map(({ id, title, outcome, seen, error }) => (
        <li key={id} data-outcome={outcome}>
          <span aria-hidden="true">{marks[outcome]} </span>
          {title}
          <span className="pf-v6-screen-reader"> {words.outcomes[outcome]}</span>
          {error === undefined && <span className="mla-soft mla-small"> {seen}</span>}
          {error !== undefined && (
            <div className="mla-small">
              <ExplainedError error={error} />
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
