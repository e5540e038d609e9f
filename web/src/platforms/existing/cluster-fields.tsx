import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useController } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { toMlaError } from '../../../../src/errors/error.ts';
import { choicesQuery, connectionsQuery } from '../../api/queries.ts';
import { Said } from '../../ui/feedback/said.tsx';
import { Section } from '../../ui/fields/section.tsx';
import { existingWords } from './field-words.ts';

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
      <ClusterKind connection={connection} context={field.value} />
    </Section>
  );
}

/** What the cluster behind the context is, or why that cannot be told or does not fit. */
function ClusterKind({ connection, context }: { connection: string; context: string | undefined }) {
  const { data, error } = useQuery({
    ...choicesQuery(connection, 'kind', context === undefined ? {} : { context }),
    enabled: connection !== '',
  });
  if (error !== null) {
    const { message, fix } = toMlaError(error);
    return (
      <p role="status" className="mla-small">
        <Said text={`${message} ${fix}`} />
      </p>
    );
  }
  const [kind] = data ?? [];
  return (
    <p role="status" className="mla-small mla-soft">
      {kind === undefined ? existingWords.cluster.asking : existingWords.cluster.kind(kind.label, kind.detail)}
    </p>
  );
}
