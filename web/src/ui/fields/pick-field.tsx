import { useController, type FieldPath } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { PickBox, type PickBoxProps } from './pick-box.tsx';

interface PickFieldProps extends Pick<PickBoxProps, 'label' | 'hint' | 'choices'> {
  readonly path: FieldPath<InstallationInput>;
  /** Shown while nothing is chosen. */
  readonly start: string;
}

/** A value of the installation out of a few. The choice '' leaves the field out of the installation. */
export function PickField({ path, label, hint, choices, start }: PickFieldProps) {
  const { field, fieldState } = useController<InstallationInput>({ name: path });
  return (
    <PickBox
      path={path}
      label={label}
      hint={hint}
      choices={choices}
      value={typeof field.value === 'string' ? field.value : start}
      change={(chosen) => field.onChange(chosen === '' ? undefined : chosen)}
      left={field.onBlur}
      error={fieldState.error?.message}
      ref={field.ref}
    />
  );
}
