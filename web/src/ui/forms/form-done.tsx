import { Button } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { shellWords } from '../../words/shell-words.ts';
import './forms.css';

/** What a form on a card becomes when its change is done. */
export function FormDone({ close, children }: { close: () => void; children: ReactNode }) {
  return (
    <div className="mla-form-part mla-stack-tight" role="status">
      {children}
      <div>
        <Button variant="secondary" onClick={close}>
          {shellWords.done}
        </Button>
      </div>
    </div>
  );
}
