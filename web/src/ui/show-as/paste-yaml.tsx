import { Alert, Button, FormGroup, Modal, ModalBody, ModalFooter, ModalHeader, TextArea } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { readYaml } from '../../draft/read-yaml.ts';
import { FieldNote } from '../fields/field-note.tsx';
import { useProblems } from '../fields/use-problems.ts';
import { showAsWords } from '../../words/show-as-words.ts';

/** Fills the form from YAML that someone has: from a colleague, a repository, an earlier day. */
export function PasteYaml({ use, close }: { use: (installation: InstallationInput) => void; close: () => void }) {
  const [text, setText] = useState('');
  const [problems, setProblems] = useState<readonly string[]>([]);
  const { shown, check } = useProblems({ text: text.trim() === '' ? showAsWords.pasteNothing : undefined });
  const body = useRef<HTMLDivElement>(null);
  const take = async () => {
    const read = await readYaml(text);
    if ('problems' in read) {
      setProblems(read.problems);
      return;
    }
    use(read.installation);
    close();
  };
  return (
    <Modal isOpen variant="medium" onClose={close} aria-labelledby="paste-yaml">
      <ModalHeader title={showAsWords.pasteTitle} labelId="paste-yaml" />
      <ModalBody>
        <div className="mla-stack" ref={body}>
          {problems.length > 0 && (
            <Alert component="p" isInline variant="danger" title={showAsWords.pasteFailed} isLiveRegion>
              <ul>
                {problems.map((problem) => (
                  <li key={problem} className="mla-mono mla-as-written">
                    {problem}
                  </li>
                ))}
              </ul>
            </Alert>
          )}
          <FormGroup label={showAsWords.pasteLabel} fieldId="pasted-yaml">
            <TextArea
              id="pasted-yaml"
              className="mla-mono"
              rows={14}
              value={text}
              spellCheck={false}
              aria-describedby="pasted-yaml-note"
              aria-invalid={shown.text !== undefined}
              validated={shown.text === undefined ? 'default' : 'error'}
              onChange={(_, value) => setText(value)}
            />
            <FieldNote id="pasted-yaml-note" error={shown.text} />
          </FormGroup>
        </div>
      </ModalBody>
      <ModalFooter>
        <Button onClick={() => check(body.current, take)}>{showAsWords.pasteUse}</Button>
        <Button variant="link" onClick={close}>
          {showAsWords.pasteCancel}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
