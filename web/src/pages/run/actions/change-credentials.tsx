import { Modal, ModalBody, ModalHeader } from '@patternfly/react-core';
import { lazy, Suspense } from 'react';
import type { ConnectedPlatformId } from '../../../../../src/platforms/unions.ts';
import { PagePending } from '../../../ui/shell/page-pending.tsx';
import { runWords } from '../../../words/run-words.ts';

const NewConnection = lazy(() =>
  import('../../connect/new-connection.tsx').then((module) => ({ default: module.NewConnection })),
);

interface ChangeCredentialsProps {
  readonly connection: { readonly name: string; readonly platform: ConnectedPlatformId };
  readonly close: () => void;
  readonly changed: () => Promise<void>;
}

/** New credentials for a connection, tested and saved before the run goes on. */
export function ChangeCredentials({ connection, close, changed }: ChangeCredentialsProps) {
  return (
    <Modal isOpen variant="medium" onClose={close} aria-labelledby="credentials-title">
      <ModalHeader
        title={runWords.credentials.title}
        description={runWords.credentials.body}
        labelId="credentials-title"
      />
      <ModalBody>
        <Suspense fallback={<PagePending />}>
          <NewConnection platform={connection.platform} name={connection.name} saved={changed} />
        </Suspense>
      </ModalBody>
    </Modal>
  );
}
