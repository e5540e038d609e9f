import { FormGroup, TextArea, TextInput } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useController, type FieldPath } from 'react-hook-form';
import type { InstallationInput } from '../../../src/installation/installation.ts';
import { shellWords } from '../words/shell-words.ts';
import { fieldId } from './field-id.ts';
import { FieldNote } from './field-note.tsx';

interface TextFieldProps {
  readonly path: FieldPath<InstallationInput>;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly placeholder?: string;
  readonly required?: boolean;
  /** Left out of the installation when empty, instead of being empty text in it. */
  readonly leaveOut?: boolean;
  /** A list of texts, one per line. */
  readonly lines?: boolean;
  readonly rows?: number;
  readonly inputMode?: 'url' | 'email' | 'text';
  /** What is wrong with it beyond the schema; goes before what the schema says. */
  readonly problem?: string | undefined;
  readonly children?: ReactNode;
}

/** One text of the installation, with its hint and what is wrong with it. */
export function TextField({ path, label, hint, placeholder, required = false, leaveOut = false, lines = false, rows = 3, inputMode = 'text', problem, children }: TextFieldProps) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  const id = fieldId(path);
  const value = Array.isArray(field.value) ? field.value.join('\n') : typeof field.value === 'string' ? field.value : '';
  const change = (text: string) => field.onChange(lines ? text.split('\n') : leaveOut && text === '' ? undefined : text);
  const error = problem ?? fieldState.error?.message ?? nestedMessage(fieldState.error);
  const shared = {
    id,
    value,
    ref: field.ref,
    'aria-describedby': `${id}-note`,
    'aria-invalid': error !== undefined,
    validated: error !== undefined ? ('error' as const) : ('default' as const),
    ...(placeholder !== undefined && { placeholder }),
    onChange: (_: unknown, text: string) => change(text),
  };
  return (
    <FormGroup label={label} fieldId={id} isRequired={required} labelInfo={required ? undefined : shellWords.optional}>
      {lines ? (
        <TextArea {...shared} rows={rows} resizeOrientation="vertical" onBlur={() => finishLines(value, field.onChange, field.onBlur)} />
      ) : (
        <TextInput {...shared} inputMode={inputMode} autoComplete="off" spellCheck={false} onBlur={field.onBlur} />
      )}
      <FieldNote id={`${id}-note`} error={error}>
        {hint}
      </FieldNote>
      {children}
    </FormGroup>
  );
}

/** Empty lines are fine while typing, and gone afterwards. */
function finishLines(value: string, change: (lines: string[]) => void, blur: () => void): void {
  change(value.split('\n').map((line) => line.trim()).filter((line) => line !== ''));
  blur();
}

/** The first problem of a list's entries. */
function nestedMessage(error: unknown): string | undefined {
  if (!Array.isArray(error)) return undefined;
  const first: unknown = error.find((entry) => entry !== undefined);
  return typeof first === 'object' && first !== null && 'message' in first ? String(first.message) : undefined;
}
