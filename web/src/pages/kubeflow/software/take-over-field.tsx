import { TextField } from '../../../ui/fields/text-field.tsx';
import { kubeflowWords } from '../../../words/kubeflow-words.ts';

const { label, hint } = kubeflowWords.takeOver;

/** The answer to a check that found software of another owner: what of it may be changed. */
export function TakeOverField() {
  return (
    <div className="mla-card mla-section">
      <TextField path="spec.kubeflow.takeOver" label={label} hint={hint} lines rows={2} />
    </div>
  );
}
