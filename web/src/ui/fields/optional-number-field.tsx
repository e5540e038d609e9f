import { FormGroup, TextInput } from '@patternfly/react-core';
import { useController, type FieldPath } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { shellWords } from '../../words/shell-words.ts';
import { fieldId } from './field-id.ts';
import { FieldNote } from './field-note.tsx';

interface OptionalNumberFieldProps {
  readonly path: FieldPath<InstallationInput>;
  readonly label: string;
  readonly hint?: string;
}

/** A whole number that may be left out. What is no number stays as it was typed, and the schema says so. */
export function OptionalNumberField({ path, label, hint }: OptionalNumberFieldProps) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  const id = fieldId(path);
  const value: unknown = field.value;
  const error = fieldState.error?.message;
  return (
    <FormGroup label={label} fieldId={id} labelInfo={shellWords.optional}>
      <TextInput
        id={id}
        ref={field.ref}
        value={typeof value === 'number' || typeof value === 'string' ? String(value) : ''}
        inputMode="numeric"
        autoComplete="off"
        aria-describedby={`${id}-note`}
        aria-invalid={error !== undefined}
        validated={error === undefined ? 'default' : 'error'}
        onChange={(_, text) => field.onChange(readNumber(text.trim()))}
        onBlur={field.onBlur}
      />
      <FieldNote id={`${id}-note`} error={error}>
        {hint}
      </FieldNote>
    </FormGroup>
  );
}

function readNumber(text: string): number | string | undefined {
  if (text === '') return undefined;
  return /^\d+$/.test(text) ? Number(text) : text;
}
