import { FormGroup, NumberInput } from '@patternfly/react-core';
import { useController, type FieldPath } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { formWords } from '../../words/form-words.ts';
import { fieldId } from './field-id.ts';
import { FieldNote } from './field-note.tsx';

interface NumberFieldProps {
  readonly path: FieldPath<InstallationInput>;
  readonly label: string;
  readonly unit?: string;
  readonly hint?: string;
  readonly least?: number;
  readonly most?: number;
}

/** One whole number of the installation. */
export function NumberField({ path, label, unit, hint, least = 1, most = 2048 }: NumberFieldProps) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  const id = fieldId(path);
  const value = typeof field.value === 'number' ? field.value : least;
  const set = (next: number) => field.onChange(Math.min(most, Math.max(least, next)));
  return (
    <FormGroup label={label} fieldId={id}>
      <NumberInput
        value={value}
        min={least}
        max={most}
        onMinus={() => set(value - 1)}
        onPlus={() => set(value + 1)}
        onChange={(event) => field.onChange(Number(event.currentTarget.value))}
        onBlur={field.onBlur}
        inputProps={{ id, ref: field.ref, 'aria-describedby': `${id}-note` }}
        inputAriaLabel={label}
        minusBtnAriaLabel={formWords.number.less(label)}
        plusBtnAriaLabel={formWords.number.more(label)}
        {...(unit !== undefined && { unit })}
        widthChars={4}
      />
      <FieldNote id={`${id}-note`} error={fieldState.error?.message}>
        {hint}
      </FieldNote>
    </FormGroup>
  );
}
