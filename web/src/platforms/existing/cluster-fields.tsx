import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useController } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { connectionsQuery } from '../../api/queries.ts';
import { Section } from '../../ui/fields/section.tsx';
import { existingWords } from './words.ts';

const id = 'field-spec-cluster-existing-context';

/** Which context of the kubeconfig, when it has several. */
export function ExistingFields({ connection }: { connection: string }) {
  const { field } = useController<InstallationInput, 'spec.cluster.existing.context'>({
    name: 'spec.cluster.existing.context',
  });
  const connections = useQuery(connectionsQuery);
  const contexts = connections.data?.find((candidate) => candidate.name === connection)?.contexts ?? [];
  return (
    <Section title={existingWords.cluster.title} lead={existingWords.cluster.lead}>
      <FormGroup label={existingWords.cluster.context} fieldId={id}>
        <FormSelect
          id={id}
          value={field.value ?? ''}
          onChange={(_, context) => field.onChange(context === '' ? undefined : context)}
          onBlur={field.onBlur}
        >
          <FormSelectOption value="" label={existingWords.cluster.current} />
          {contexts.map((context) => (
            <FormSelectOption key={context} value={context} label={context} />
          ))}
        </FormSelect>
      </FormGroup>
    </Section>
  );
}
