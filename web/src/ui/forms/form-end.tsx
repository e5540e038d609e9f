import { Button } from '@patternfly/react-core';
import { shellWords } from '../../words/shell-words.ts';
import { ErrorPanel } from '../feedback/error-panel.tsx';
import './forms.css';

interface FormEndProps {
  readonly change: { readonly isPending: boolean; readonly isError: boolean; readonly error: Error | null };
  /** Of the button that sends. */
  readonly label: string;
  readonly isDangerous?: boolean;
  /** What takes a while, where something does. */
  readonly waiting?: string;
  readonly close: () => void;
}

/** What a form on a card ends with: why it was refused, the two buttons, and what takes a while. */
export function FormEnd({ change, label, isDangerous = false, waiting, close }: FormEndProps) {
  const { isPending } = change;
  return (
    <>
      {change.isError && <ErrorPanel error={change.error} />}
      <div className="mla-row">
        <Button type="submit" variant={isDangerous ? 'danger' : 'primary'} isLoading={isPending} isDisabled={isPending}>
          {label}
        </Button>
        <Button variant="link" isDisabled={isPending} onClick={close}>
          {shellWords.cancel}
        </Button>
      </div>
      {isPending && waiting !== undefined && <p role="status">{waiting}</p>}
    </>
  );
}
