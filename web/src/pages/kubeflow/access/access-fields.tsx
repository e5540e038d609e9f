import { TextField } from '../../../ui/fields/text-field.tsx';
import { accessWords } from '../../../words/access-words.ts';
import { kubeflowWords } from '../../../words/kubeflow-words.ts';
import { EntranceFields } from './entrance-fields.tsx';

const { user } = kubeflowWords;

/** Who the first user is, and how the dashboard is reached. */
export function AccessFields() {
  return (
    <>
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
      </fieldset>
      <fieldset className="mla-card mla-section">
        <legend className="mla-heading">{accessWords.title}</legend>
        <p className="mla-soft mla-section-lead">{accessWords.lead}</p>
        <EntranceFields />
      </fieldset>
    </>
  );
}
