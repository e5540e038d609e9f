import { FormGroup, TextArea } from '@patternfly/react-core';
import { useController, type FieldPath } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { shellWords } from '../../words/shell-words.ts';
import { fieldId } from './field-id.ts';
import { FieldNote } from './field-note.tsx';

interface AreaFieldProps {
  readonly path: FieldPath<InstallationInput>;
  readonly label: string;
  readonly hint?: string;
  readonly required?: boolean;
}

/** One text of several lines, for example a certificate. Left out of the installation when empty. */
export function AreaField({ path, label, hint, required = false }: AreaFieldProps) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  const id = fieldId(path);
  const error = fieldState.error?.message;
  return (
    <FormGroup label={label} fieldId={id} isRequired={required} labelInfo={required ? undefined : shellWords.optional}>
      <TextArea
        id={id}
        ref={field.ref}
        value={typeof field.value === 'string' ? field.value : ''}
        rows={5}
        resizeOrientation="vertical"
        spellCheck={false}
        aria-describedby={`${id}-note`}
        aria-invalid={error !== undefined}
        validated={error === undefined ? 'default' : 'error'}
        onChange={(_, text) => field.onChange(text === '' ? undefined : text)}
        onBlur={field.onBlur}
      />
      <FieldNote id={`${id}-note`} error={error}>
        {hint}
      </FieldNote>
    </FormGroup>
  );
}
