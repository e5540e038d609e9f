import { useController, type FieldPath } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { fieldId } from './field-id.ts';
import { ListChoice, type ListChoiceProps } from './list-choice.tsx';

type ChoiceFieldProps = Omit<ListChoiceProps, 'id' | 'value' | 'change' | 'left' | 'error'> & {
  readonly path: FieldPath<InstallationInput>;
};

/** A value of the installation that is chosen from a list of the platform's. */
export function ChoiceField({ path, ...list }: ChoiceFieldProps) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  return (
    <ListChoice
      {...list}
      id={fieldId(path)}
      value={typeof field.value === 'string' ? field.value : ''}
      change={field.onChange}
      left={field.onBlur}
      error={fieldState.error?.message}
    />
  );
}
