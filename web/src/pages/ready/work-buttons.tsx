import { Button } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';

/** A request that a button sends. */
interface Asking {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  readonly mutate: () => void;
}

/** Begins work that the server shows while it continues. `beside`: what stands next to the button. */
export function StartWork({ start, label, beside }: { start: Asking; label: string; beside?: ReactNode }) {
  return (
    <>
      {start.isError && <ErrorPanel error={start.error} />}
      <div className="mla-row">
        <Button
          variant="secondary"
          isLoading={start.isPending}
          isDisabled={start.isPending}
          onClick={() => start.mutate()}
        >
          {label}
        </Button>
        {beside}
      </div>
    </>
  );
}

/** Ends it. */
export function CancelWork({ cancel, label }: { cancel: Asking; label: string }) {
  return (
    <>
      {cancel.isError && <ErrorPanel error={cancel.error} />}
      <div>
        <Button variant="link" isInline isDisabled={cancel.isPending} onClick={() => cancel.mutate()}>
          {label}
        </Button>
      </div>
    </>
  );
}
