import { Button } from '@patternfly/react-core';
import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { fieldId } from '../../ui/fields/field-id.ts';
import { TextField } from '../../ui/fields/text-field.tsx';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const { user, access } = kubeflowWords;

/** Who the first user is, and how the dashboard is reached. */
export function AccessFields() {
  const { control, setValue } = useFormContext<InstallationInput>();
  // Saved by an older version, or pasted: the one wish that is left is offered.
  const wished = useWatch({ control, name: 'spec.kubeflow.access.expose' });
  return (
    <fieldset className="mla-card mla-section">
      <legend className="mla-heading">{user.title}</legend>
      <p className="mla-soft mla-section-lead">{user.password}</p>
      <div className="mla-columns">
        <TextField
          path="spec.kubeflow.user.email"
          label={user.email}
          hint={user.emailHint}
          inputMode="email"
          required
        />
      </div>
      <div id={fieldId('spec.kubeflow.access.expose')} tabIndex={-1}>
        <p className="mla-legend mla-legend-gap">{access.label}</p>
        <p>{access.portForward}</p>
        <p className="mla-soft mla-small">{access.notBuilt}</p>
        {wished !== undefined && wished !== 'clusterIP' && (
          <Button
            variant="secondary"
            size="sm"
            onClick={() => setValue('spec.kubeflow.access.expose', 'clusterIP', { shouldDirty: true })}
          >
            {access.usePortForward}
          </Button>
        )}
      </div>
    </fieldset>
  );
}
