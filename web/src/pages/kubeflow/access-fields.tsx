import { useController } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { TextField } from '../../parts/text-field.tsx';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const { user, access } = kubeflowWords;

/** Who the first user is, and how the dashboard is reached. */
export function AccessFields() {
  const { field } = useController<InstallationInput, 'spec.kubeflow.access.expose'>({ name: 'spec.kubeflow.access.expose' });
  return (
    <fieldset className="mla-card mla-section">
      <legend className="mla-heading">{user.title}</legend>
      <p className="mla-soft mla-section-lead">{user.password}</p>
      <div className="mla-columns">
        <TextField path="spec.kubeflow.user.email" label={user.email} hint={user.emailHint} inputMode="email" required />
      </div>
      <fieldset>
        <legend className="mla-legend mla-legend-gap">{access.label}</legend>
        <div className="mla-sizes">
          {(['clusterIP', 'loadBalancer'] as const).map((expose) => (
            <label key={expose} className="mla-option">
              <input type="radio" name="expose" checked={(field.value ?? 'clusterIP') === expose} onChange={() => field.onChange(expose)} />
              <span>
                <strong>{access[expose]}</strong>
                <span className="mla-soft mla-small mla-block">{access[`${expose}Hint`]}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </fieldset>
  );
}
