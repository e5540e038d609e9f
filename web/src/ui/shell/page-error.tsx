import { Button } from '@patternfly/react-core';
import { shellWords } from '../../words/shell-words.ts';
import { ErrorPanel } from '../feedback/error-panel.tsx';

/** A whole page that cannot be shown. */
export function PageError({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <ErrorPanel title={shellWords.pageError.title} error={error}>
      <Button variant="secondary" onClick={reset}>
        {shellWords.pageError.retry}
      </Button>
    </ErrorPanel>
  );
}
