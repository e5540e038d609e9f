import { Radio } from '@patternfly/react-core';
import { PlainField } from '../../../ui/fields/plain-field.tsx';
import { userWords } from '../../../words/user-words.ts';

const words = userWords.password;

/** A password that is typed; undefined for a generated one. */
export type GivenPassword = string | undefined;

interface PasswordChoiceProps {
  /** Distinguishes its controls from those of other such choices. */
  readonly id: string;
  readonly given: GivenPassword;
  readonly change: (given: GivenPassword) => void;
  readonly error?: string | undefined;
}

/** Generated, or typed here and kept nowhere. */
export function PasswordChoice({ id, given, change, error }: PasswordChoiceProps) {
  return (
    <fieldset className="mla-stack-tight">
      <legend className="mla-legend">{words.legend}</legend>
      <Radio
        id={`${id}-generated`}
        name={id}
        label={words.generated}
        isChecked={given === undefined}
        onChange={() => change(undefined)}
      />
      <Radio
        id={`${id}-given`}
        name={id}
        label={words.given}
        isChecked={given !== undefined}
        onChange={() => change('')}
      />
      {given !== undefined && (
        <PlainField id={`${id}-password`} label={words.label} value={given} change={change} secret error={error} />
      )}
    </fieldset>
  );
}
