import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import type { RefCallBack } from 'react-hook-form';
import { fieldId } from './field-id.ts';
import { FieldNote } from './field-note.tsx';

export interface PickBoxProps {
  /** Of the field that it stands for, so that links and messages find it. */
  readonly path: string;
  readonly label: string;
  readonly hint?: string | undefined;
  /** Values with their labels. */
  readonly choices: readonly (readonly [value: string, label: string])[];
  readonly value: string;
  readonly change: (chosen: string) => void;
  readonly left?: () => void;
  readonly error?: string | undefined;
  readonly ref?: RefCallBack;
}

/** One of a few choices that never change. Keeps nothing by itself: a choice can decide over several fields. */
export function PickBox({ path, label, hint, choices, value, change, left, error, ref }: PickBoxProps) {
  const id = fieldId(path);
  return (
    <FormGroup label={label} fieldId={id}>
      <FormSelect
        id={id}
        ref={ref}
        value={value}
        aria-describedby={`${id}-note`}
        aria-invalid={error !== undefined}
        validated={error === undefined ? 'default' : 'error'}
        onChange={(_, chosen) => change(chosen)}
        onBlur={left}
      >
        {choices.map(([choice, text]) => (
          <FormSelectOption key={choice} value={choice} label={text} />
        ))}
      </FormSelect>
      <FieldNote id={`${id}-note`} error={error}>
        {hint}
      </FieldNote>
    </FormGroup>
  );
}
