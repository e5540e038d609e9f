import { FormGroup, TextArea, TextInput } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useController, type FieldPath } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { shellWords } from '../../words/shell-words.ts';
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
export function TextField({
  path,
  label,
  hint,
  placeholder,
  required = false,
  leaveOut = false,
  lines = false,
  rows = 3,
  inputMode = 'text',
  problem,
  children,
}: TextFieldProps) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  const id = fieldId(path);
  const value = asText(field.value);
  const error = problem ?? messageOf(fieldState.error);
  const shared = {
    id,
    value,
    ref: field.ref,
    'aria-describedby': `${id}-note`,
    'aria-invalid': error !== undefined,
    validated: error !== undefined ? ('error' as const) : ('default' as const),
    ...(placeholder !== undefined && { placeholder }),
    onChange: (_: unknown, text: string) => field.onChange(fromText(text, { lines, leaveOut })),
  };
  return (
    <FormGroup label={label} fieldId={id} isRequired={required} labelInfo={required ? undefined : shellWords.optional}>
      {lines ? (
        <TextArea
          {...shared}
          rows={rows}
          resizeOrientation="vertical"
          onBlur={() => finishLines(value, field.onChange, field.onBlur)}
        />
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

/** The installation's value as the box shows it. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n');
  return typeof value === 'string' ? value : '';
}

/** The box's text as the installation's value. */
function fromText(
  text: string,
  { lines, leaveOut }: { lines: boolean; leaveOut: boolean },
): string | string[] | undefined {
  if (lines) return text.split('\n');
  return leaveOut && text === '' ? undefined : text;
}

/** Empty lines are fine while typing, and gone afterwards. */
function finishLines(value: string, change: (lines: string[]) => void, blur: () => void): void {
  change(
    value
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  );
  blur();
}

/** What is wrong with the field; with a list, the first problem of its entries. */
function messageOf(error: unknown): string | undefined {
  const first: unknown = Array.isArray(error) ? error.find((entry) => entry !== undefined) : error;
  return typeof first === 'object' && first !== null && 'message' in first && typeof first.message === 'string'
    ? first.message
    : undefined;
}
