import { Checkbox } from '@patternfly/react-core';
import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import {
  namesOfPodParts,
  podParts,
  type PodPart,
  type PodParts,
} from '../../../../src/installation/proxy/pod-parts.ts';
import { FieldNote } from '../../ui/fields/field-note.tsx';
import { clusterWords } from '../../words/cluster-words.ts';

/** Which parts of Kubeflow use the proxy. `required`: at least one, since the platform sets none on nodes. */
export function PodPartFields({ required }: { readonly required: boolean }) {
  const { control, setValue } = useFormContext<InstallationInput>();
  const chosen = namesOfPodParts((useWatch({ control, name: 'spec.proxy.pods' }) as PodParts | undefined) ?? 'all');
  const choose = (part: PodPart, on: boolean): void => {
    const wanted = podParts.filter((one) => (one === part ? on : chosen.includes(one)));
    setValue('spec.proxy.pods', wanted.length === podParts.length ? 'all' : wanted.length === 0 ? 'none' : wanted, {
      shouldDirty: true,
    });
  };
  return (
    <fieldset className="mla-stack-tight" aria-describedby="proxy-pods-note">
      <legend className="mla-legend">{clusterWords.podParts}</legend>
      <div className="mla-columns">
        {podParts.map((part) => (
          <Checkbox
            key={part}
            id={`proxy-pods-${part}`}
            label={clusterWords.podPart[part].label}
            description={clusterWords.podPart[part].hint}
            isChecked={chosen.includes(part)}
            onChange={(_, on) => choose(part, on)}
          />
        ))}
      </div>
      <FieldNote
        id="proxy-pods-note"
        error={required && chosen.length === 0 ? clusterWords.podPartsRequired : undefined}
      />
    </fieldset>
  );
}
