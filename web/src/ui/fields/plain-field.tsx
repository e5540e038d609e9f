import { FormGroup, TextArea, TextInput } from '@patternfly/react-core';
import { FieldNote } from './field-note.tsx';

interface PlainFieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly secret?: boolean;
  readonly rows?: number;
}

/** A text that is not part of the installation: what belongs to a connection. */
export function PlainField({ id, label, value, change, hint, error, secret = false, rows }: PlainFieldProps) {
  const shared = {
    id,
    value,
    'aria-describedby': `${id}-note`,
    'aria-invalid': error !== undefined,
    validated: error === undefined ? ('default' as const) : ('error' as const),
  };
  return (
    <FormGroup label={label} fieldId={id}>
      {rows === undefined ? (
        <TextInput
          {...shared}
          type={secret ? 'password' : 'text'}
          autoComplete={secret ? 'new-password' : 'off'}
          spellCheck={false}
          onChange={(_, text) => change(text)}
        />
      ) : (
        <TextArea
          {...shared}
          className="mla-mono"
          rows={rows}
          spellCheck={false}
          onChange={(_, text) => change(text)}
        />
      )}
      <FieldNote id={`${id}-note`} error={error}>
        {hint}
      </FieldNote>
    </FormGroup>
  );
}
