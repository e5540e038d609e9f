import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core';
import { runWords } from '../../../words/run-words.ts';

const words = runWords.cancelAsk;

/** Asks once before a run is stopped. */
export function AskCancel({ close, confirm }: { close: () => void; confirm: () => void }) {
  return (
    <Modal isOpen variant="small" onClose={close} aria-labelledby="cancel-title">
      <ModalHeader title={words.title} labelId="cancel-title" />
      <ModalBody>{words.body}</ModalBody>
      <ModalFooter>
        <Button variant="danger" onClick={confirm}>
          {words.yes}
        </Button>
        <Button variant="link" onClick={close}>
          {words.no}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
