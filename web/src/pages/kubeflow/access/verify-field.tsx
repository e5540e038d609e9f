import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../../src/installation/installation.ts';
import { PickBox } from '../../../ui/fields/pick-box.tsx';
import { kubeflowWords } from '../../../words/kubeflow-words.ts';

const path = 'spec.kubeflow.verify';
const { verify: words } = kubeflowWords;

/** Whether Kubeflow is checked at the end. */
export function VerifyField() {
  const { control, setValue, formState } = useFormContext<InstallationInput>();
  const value = useWatch({ control, name: path });
  const change = (chosen: string): void => {
    const wish = chosen === 'all' || chosen === 'readOnly' ? chosen : undefined;
    setValue(path, wish, { shouldDirty: true, shouldValidate: true });
  };
  return (
    <PickBox
      path={path}
      label={words.label}
      choices={Object.entries(words.choices)}
      value={value ?? 'off'}
      change={change}
      error={formState.errors.spec?.kubeflow?.verify?.message}
    />
  );
}
