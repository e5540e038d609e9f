import { defaultWorkers } from '../../../../src/installation/worker-groups.ts';
import { Button } from '@patternfly/react-core';
import { useRef, type ReactNode } from 'react';
import { useFieldArray, useFormContext, type FieldArrayPath } from 'react-hook-form';
import type { InstallationInput, PlatformId } from '../../../../src/installation/installation.ts';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { clusterWords } from '../../words/cluster-words.ts';

const words = clusterWords.groups;

interface WorkerGroupsProps {
  readonly base: Extract<FieldArrayPath<InstallationInput>, `spec.cluster.${PlatformId}.moreWorkers`>;
  /** What the platform asks of a group beside number and size. */
  readonly more?: (index: number) => ReactNode;
}

/** Groups of workers beside the first, each of machines of its own kind. */
export function WorkerGroups({ base, more }: WorkerGroupsProps) {
  const { control, getValues } = useFormContext<InstallationInput>();
  const { fields, append, remove } = useFieldArray({ control, name: base });
  const addButton = useRef<HTMLButtonElement>(null);
  const leaveOut = (index: number) => {
    remove(index);
    // The button that had the focus is gone.
    addButton.current?.focus();
  };
  return (
    <>
      {fields.map(({ id }, index) => (
        <fieldset key={id} className="mla-group">
          <legend className="mla-legend">{words.title(index + 2)}</legend>
          <div className="mla-columns">
            <TextField path={`${base}.${index}.name`} label={words.name.label} hint={words.name.hint} required />
          </div>
          <div className="mla-columns mla-columns-narrow">
            <NumberField
              path={`${base}.${index}.count`}
              label={clusterWords.workers}
              hint={words.countHint}
              least={0}
              most={100}
            />
            <NumberField path={`${base}.${index}.vcpus`} label={clusterWords.size.vcpus} most={128} />
            <NumberField
              path={`${base}.${index}.memoryGiB`}
              label={clusterWords.size.memory}
              unit={clusterWords.size.gib}
              least={2}
            />
          </div>
          {more?.(index)}
          <div>
            <Button variant="link" isInline isDanger onClick={() => leaveOut(index)}>
              {words.remove(index + 2)}
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button
          ref={addButton}
          variant="link"
          isInline
          onClick={() => append({ name: freeName(getValues(base) ?? []), ...defaultWorkers, count: 1 })}
        >
          {words.add}
        </Button>
      </div>
    </>
  );
}

/** The first of `group-2`, `group-3` ... that no group has. */
function freeName(groups: readonly { readonly name: string }[]): string {
  const taken = new Set(groups.map(({ name }) => name));
  let number = 2;
  while (taken.has(`group-${number}`)) number += 1;
  return `group-${number}`;
}
