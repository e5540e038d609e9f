import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useController } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { FieldNote } from '../../ui/fields/field-note.tsx';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { clusterWords } from '../../words/cluster-words.ts';
import { ccpWords } from './words.ts';

const id = 'field-spec-cluster-ccp-controlPlane-count';

/** Masters: one or three, the platform refuses other numbers. */
export function ControlPlaneFields() {
  const { field } = useController<InstallationInput, 'spec.cluster.ccp.controlPlane.count'>({
    name: 'spec.cluster.ccp.controlPlane.count',
  });
  return (
    <div className="mla-columns mla-columns-narrow">
      <FormGroup label={ccpWords.masters} fieldId={id}>
        <FormSelect
          id={id}
          value={field.value ?? 1}
          aria-describedby={`${id}-note`}
          onChange={(_, count) => field.onChange(Number(count))}
          onBlur={field.onBlur}
        >
          <FormSelectOption value={1} label="1" />
          <FormSelectOption value={3} label="3" />
        </FormSelect>
        <FieldNote id={`${id}-note`}>{ccpWords.mastersHint}</FieldNote>
      </FormGroup>
      <NumberField path="spec.cluster.ccp.controlPlane.vcpus" label={ccpWords.masterSizes.vcpus} most={128} />
      <NumberField
        path="spec.cluster.ccp.controlPlane.memoryGiB"
        label={ccpWords.masterSizes.memory}
        unit={clusterWords.size.gib}
        least={2}
      />
    </div>
  );
}
