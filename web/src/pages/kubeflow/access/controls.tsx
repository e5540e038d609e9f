import { FormGroup, FormSelect, FormSelectOption, TextArea, TextInput } from '@patternfly/react-core';
import { useController, type FieldPath } from 'react-hook-form';
import type { InstallationInput } from '../../../../../src/installation/installation.ts';
import { fieldId } from '../../../ui/fields/field-id.ts';
import { FieldNote } from '../../../ui/fields/field-note.tsx';
import { shellWords } from '../../../words/shell-words.ts';

interface Control {
  readonly path: FieldPath<InstallationInput>;
  readonly label: string;
}

interface Choices {
  readonly label: string;
  readonly choices: Readonly<Record<string, string>>;
}

/** One of a few choices, kept in the field. `start` is shown where nothing is chosen. */
export function Choice({ path, label, choices, start }: Control & Choices & { readonly start: string }) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  return (
    <ChoiceBox
      path={path}
      label={label}
      choices={choices}
      value={typeof field.value === 'string' ? field.value : start}
      change={field.onChange}
      error={fieldState.error?.message}
    />
  );
}

/** One of a few choices that decide over several fields. It keeps nothing by itself: a group that is only looked at must not come into being. */
export function ChoiceBox({
  path,
  label,
  choices,
  value,
  change,
  error,
}: Control &
  Choices & {
    readonly value: string;
    readonly change: (chosen: string) => void;
    readonly error?: string | undefined;
  }) {
  const id = fieldId(path);
  return (
    <FormGroup label={label} fieldId={id}>
      <FormSelect id={id} value={value} aria-describedby={`${id}-note`} onChange={(_, chosen) => change(chosen)}>
        {Object.entries(choices).map(([choice, text]) => (
          <FormSelectOption key={choice} value={choice} label={text} />
        ))}
      </FormSelect>
      <FieldNote id={`${id}-note`} error={error} />
    </FormGroup>
  );
}

/** A text of several lines that stays one text. */
export function Block({ path, label, hint }: Control & { readonly hint: string }) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  const id = fieldId(path);
  return (
    <FormGroup label={label} fieldId={id}>
      <TextArea
        id={id}
        ref={field.ref}
        value={typeof field.value === 'string' ? field.value : ''}
        rows={5}
        resizeOrientation="vertical"
        spellCheck={false}
        aria-describedby={`${id}-note`}
        aria-invalid={fieldState.error !== undefined}
        onChange={(_, text) => field.onChange(text === '' ? undefined : text)}
        onBlur={field.onBlur}
      />
      <FieldNote id={`${id}-note`} error={fieldState.error?.message}>
        {hint}
      </FieldNote>
    </FormGroup>
  );
}

/** A port that may be left out. */
export function Port({ path, label, hint }: Control & { readonly hint: string }) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  const id = fieldId(path);
  return (
    <FormGroup label={label} fieldId={id} labelInfo={shellWords.optional}>
      <TextInput
        id={id}
        ref={field.ref}
        value={typeof field.value === 'number' || typeof field.value === 'string' ? String(field.value) : ''}
        inputMode="numeric"
        autoComplete="off"
        aria-describedby={`${id}-note`}
        aria-invalid={fieldState.error !== undefined}
        validated={fieldState.error === undefined ? 'default' : 'error'}
        onChange={(_, text) => field.onChange(portOf(text))}
        onBlur={field.onBlur}
      />
      <FieldNote id={`${id}-note`} error={fieldState.error?.message}>
        {hint}
      </FieldNote>
    </FormGroup>
  );
}

/** What is no number stays as it is typed, and the schema says so. */
function portOf(text: string): number | string | undefined {
  if (text === '') return undefined;
  return /^\d+$/.test(text) ? Number(text) : text;
}
