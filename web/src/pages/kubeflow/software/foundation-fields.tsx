import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useController, useFormContext, useWatch } from 'react-hook-form';
import { foundationChoices, foundationIds, type FoundationId } from '../../../../../src/installation/foundation.ts';
import type { InstallationInput } from '../../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../../src/platforms/unions.ts';
import { fieldId } from '../../../ui/fields/field-id.ts';
import { kubeflowWords } from '../../../words/kubeflow-words.ts';

const words = kubeflowWords.foundation;

/** Whether Kubeflow uses what the cluster has. A cluster that is still to be created has nothing. */
export function FoundationFields() {
  const { control } = useFormContext<InstallationInput>();
  const platform = useWatch({ control, name: 'spec.cluster.platform' });
  if (definitionOf(platform).capabilities.makesClusters) return null;
  return (
    <fieldset className="mla-card mla-section">
      <legend className="mla-heading">{words.title}</legend>
      <p className="mla-soft mla-section-lead">{words.lead}</p>
      <div className="mla-columns">
        {foundationIds.map((id) => (
          <FoundationField key={id} id={id} />
        ))}
      </div>
    </fieldset>
  );
}

function FoundationField({ id }: { id: FoundationId }) {
  const path = `spec.kubeflow.foundation.${id}` as const;
  const { field } = useController<InstallationInput, typeof path>({ name: path });
  return (
    <FormGroup label={words.titles[id]} fieldId={fieldId(path)}>
      <FormSelect id={fieldId(path)} value={field.value ?? 'ours'} onChange={(_, chosen) => field.onChange(chosen)}>
        {foundationChoices.map((choice) => (
          <FormSelectOption key={choice} value={choice} label={words.choices[choice]} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}
