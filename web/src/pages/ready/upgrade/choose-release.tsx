import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { upgradeWords as words } from '../../../words/upgrade-words.ts';

/** The choice that goes back: no release has this name. */
export const back = 'back';

/** The release that is wanted. */
export function ChooseRelease({
  options,
  value,
  change,
}: {
  options: readonly string[];
  value: string;
  change: (release: string) => void;
}) {
  return (
    <FormGroup label={words.release} fieldId="upgrade-release">
      <FormSelect id="upgrade-release" value={value} onChange={(_, next) => change(next)}>
        {options.map((option) => (
          <FormSelectOption key={option} value={option} label={option === back ? words.back : option} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}
