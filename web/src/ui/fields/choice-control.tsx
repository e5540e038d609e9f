import { Button, FormSelect, FormSelectOption, Spinner, TextInput } from '@patternfly/react-core';
import type { Choice } from '../../../../src/api/contract.ts';
import { formWords } from '../../words/form-words.ts';
import type { ChoiceList, ChoiceState } from './use-choice-list.ts';

export interface ChoiceControlFieldProps {
  /** Of the control, so that links and labels find it. */
  readonly id: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly left?: () => void;
  readonly error?: string | undefined;
  /** The field before in words, for the sentence that says what to do first. */
  readonly beforeLabel?: string;
  readonly label: string;
  readonly required?: boolean;
}

interface ChoiceControlProps extends ChoiceControlFieldProps {
  readonly choice: ChoiceList;
}

const words = formWords.choice;

/** The list itself, or the box to type in, with what belongs beside it. */
export function ChoiceControl({ choice, ...field }: ChoiceControlProps) {
  const { state, readAgain } = choice;
  return (
    <div className="mla-choice-control">
      {state === 'typing' ? <Typed {...field} /> : <Listed {...field} choice={choice} />}
      <span className="mla-choice-beside">
        {state === 'loading' && <Spinner size="md" aria-label={words.loading} />}
        {(state === 'ok' || state === 'empty') && (
          <Button
            variant="plain"
            size="sm"
            aria-label={words.refresh(field.label)}
            title={words.refresh(field.label)}
            icon={<ReloadIcon />}
            onClick={readAgain}
          />
        )}
      </span>
    </div>
  );
}

function ReloadIcon() {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="mla-reload-icon">
      <path d="M13.2 8A5.2 5.2 0 1 1 11.6 4.3M13.4 1.9V4.9H10.4" />
    </svg>
  );
}

function Typed({ id, value, change, left, error }: ChoiceControlFieldProps) {
  return (
    <TextInput
      {...described(id, error)}
      value={value}
      autoComplete="off"
      onChange={(_, text) => change(text)}
      onBlur={() => left?.()}
    />
  );
}

function Listed({
  id,
  value,
  change,
  left,
  error,
  beforeLabel,
  required = true,
  choice: { state, choices, gone },
}: ChoiceControlProps) {
  const listed = state === 'ok' ? choices : [];
  // The platform may offer "none" as an entry of its own, with words that are better than ours.
  const offersNone = listed.some((choice) => choice.value === '');
  const unlisted = gone ? words.goneOption(value) : state !== 'ok' && value !== '' ? value : undefined;
  return (
    <FormSelect
      {...described(id, error)}
      value={value}
      isDisabled={state !== 'ok'}
      onChange={(_, chosen) => change(chosen)}
      onBlur={() => left?.()}
    >
      {!offersNone && (
        <FormSelectOption value="" label={placeholderOf(state, beforeLabel, required)} isDisabled={required} />
      )}
      {unlisted !== undefined && <FormSelectOption value={value} label={unlisted} />}
      {listed.map((choice) => (
        <FormSelectOption key={choice.value} value={choice.value} label={labelOf(choice)} />
      ))}
    </FormSelect>
  );
}

function described(id: string, error: string | undefined) {
  return {
    id,
    'aria-describedby': `${id}-note`,
    'aria-invalid': error !== undefined,
    validated: error === undefined ? ('default' as const) : ('error' as const),
  };
}

function labelOf({ label, detail, recommended }: Choice): string {
  return [label, detail, recommended === true ? words.recommended : undefined]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function placeholderOf(state: ChoiceState, beforeLabel: string | undefined, required: boolean): string {
  if (state === 'waiting') return words.waitFor(beforeLabel ?? '');
  if (state === 'loading') return words.loading;
  if (state === 'failed') return words.failed;
  return required ? words.choose : words.none;
}
