import { TextField } from '../../../ui/fields/text-field.tsx';
import { Section } from '../../../ui/fields/section.tsx';
import { accessWords } from '../../../words/access-words.ts';
import { kubeflowWords } from '../../../words/kubeflow-words.ts';
import { EntranceFields } from './entrance-fields.tsx';
import { VerifyField } from './verify-field.tsx';

const { user, verify } = kubeflowWords;

/** Who the first user is, how the dashboard is reached, and what is checked at the end. */
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
      <Section title={accessWords.title} lead={accessWords.lead} path="spec.kubeflow.access">
        <EntranceFields />
      </Section>
      <fieldset className="mla-card mla-section">
        <legend className="mla-heading">{verify.title}</legend>
        <p className="mla-soft mla-section-lead">{verify.lead}</p>
        <div className="mla-columns">
          <VerifyField />
        </div>
      </fieldset>
    </>
  );
}
