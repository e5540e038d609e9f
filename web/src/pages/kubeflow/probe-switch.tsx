import { kubeflowWords } from '../../words/kubeflow-words.ts';

const words = kubeflowWords.preflight.probe;

interface Props {
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** Whether the next look at the cluster also starts test pods: off until somebody wants it. */
export function ProbeSwitch({ isOn, isDisabled, onChange }: Props) {
  return (
    <label className="mla-option-plain">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        <strong>{words.title}</strong>
        <span className="mla-soft mla-small mla-block">{words.lead}</span>
      </span>
    </label>
  );
}
