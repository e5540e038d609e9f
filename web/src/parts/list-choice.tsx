import { Button, FormGroup, FormSelect, FormSelectOption, Spinner, TextInput } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Choice } from '../../../src/api/contract.ts';
import { choicesQuery } from '../api/queries.ts';
import { formWords } from '../words/form-words.ts';
import { shellWords } from '../words/shell-words.ts';
import { reportOf } from './error-panel.tsx';
import { FieldNote } from './field-note.tsx';
import './list-choice.css';

export interface ListChoiceProps {
  /** Of the control, so that links and labels find it. */
  readonly id: string;
  readonly value: string;
  readonly change: (value: string) => void;
  readonly left?: () => void;
  readonly error?: string | undefined;
  /** The list's name at the server. */
  readonly list: string;
  readonly connection: string;
  /** Values of the fields that come before, by name. The list waits until each of them is chosen. */
  readonly before: Readonly<Record<string, string>>;
  /** The field before in words, for the sentence that says what to do first. */
  readonly beforeLabel?: string;
  readonly label: string;
  readonly hint?: string;
  /** Why the list may be empty. */
  readonly emptyBecause: string;
  readonly required?: boolean;
}

/**
 * A value out of a list that the platform is asked for. Honest about the four
 * states of such a list: on its way, not readable, empty, there.
 */
export function ListChoice({ id, value, change, left, error, list, connection, before, beforeLabel, label, hint, emptyBecause, required = true }: ListChoiceProps) {
  const [typing, setTyping] = useState(false);
  const ready = Object.values(before).every((value) => value !== '');
  const query = useQuery({ ...choicesQuery(connection, list, { ...before }), enabled: ready && !typing });
  const choices = query.data;
  const only = proposal(choices, required);
  useEffect(() => {
    if (value === '' && only !== undefined && only !== '' && !typing) change(only);
  }, [value, only, typing, change]);

  const state = typing ? 'typing' : !ready ? 'waiting' : query.isFetching ? 'loading' : query.isError ? 'failed' : choices?.length === 0 ? 'empty' : 'ok';
  const gone = state === 'ok' && value !== '' && choices?.every((choice) => choice.value !== value) === true;
  const described = { id, 'aria-describedby': `${id}-note`, 'aria-invalid': error !== undefined, validated: error !== undefined ? ('error' as const) : ('default' as const) };
  // The platform may offer "none" as an entry of its own, with words that are better than ours.
  const offersNone = choices?.some((choice) => choice.value === '') === true;
  return (
    <FormGroup label={label} fieldId={id} isRequired={required} labelInfo={required ? undefined : shellWords.optional} data-state={state} className="mla-choice">
      <div className="mla-choice-control">
        {typing ? (
          <TextInput {...described} value={value} autoComplete="off" onChange={(_, text) => change(text)} onBlur={() => left?.()} />
        ) : (
          <FormSelect {...described} value={value} isDisabled={state !== 'ok'} onChange={(_, chosen) => change(chosen)} onBlur={() => left?.()}>
            {!(state === 'ok' && offersNone) && <FormSelectOption value="" label={placeholderOf(state, beforeLabel, required)} isDisabled={required} />}
            {gone && <FormSelectOption value={value} label={formWords.choice.goneOption(value)} />}
            {state === 'ok' && choices?.map((choice) => <FormSelectOption key={choice.value} value={choice.value} label={labelOf(choice)} />)}
            {state !== 'ok' && value !== '' && <FormSelectOption value={value} label={value} />}
          </FormSelect>
        )}
        {state === 'loading' && <Spinner size="md" aria-label={formWords.choice.loading} />}
        {(state === 'ok' || state === 'empty') && (
          <Button variant="plain" size="sm" aria-label={formWords.choice.refresh(label)} onClick={() => void query.refetch()}>
            ↻
          </Button>
        )}
      </div>
      {state === 'failed' && <Failed error={query.error} retry={() => void query.refetch()} type={() => setTyping(true)} />}
      {state === 'empty' && (
        <div className="mla-choice-state" role="status">
          <p>
            <strong>{formWords.choice.empty(label)}</strong> {emptyBecause}
          </p>
          <Button variant="link" isInline onClick={() => setTyping(true)}>
            {formWords.choice.type}
          </Button>
        </div>
      )}
      <FieldNote id={`${id}-note`} error={error} warning={gone ? formWords.choice.gone(value) : undefined}>
        {state === 'typing' ? (
          <Button variant="link" isInline onClick={() => setTyping(false)}>
            {formWords.choice.pick}
          </Button>
        ) : (
          hint
        )}
      </FieldNote>
    </FormGroup>
  );
}

function Failed({ error, retry, type }: { error: unknown; retry: () => void; type: () => void }) {
  const report = reportOf(error);
  return (
    <div className="mla-choice-state mla-choice-failed" role="alert">
      <p>
        <strong>{formWords.choice.failed}.</strong> {report.message} {report.fix}
      </p>
      <div className="mla-row">
        <Button variant="link" isInline onClick={retry}>
          {formWords.choice.retry}
        </Button>
        <Button variant="link" isInline onClick={type}>
          {formWords.choice.type}
        </Button>
      </div>
    </div>
  );
}

/** The value that needs no thinking: the only one there is, or the recommended one. */
function proposal(choices: readonly Choice[] | undefined, required: boolean): string | undefined {
  if (choices === undefined) return undefined;
  const recommended = choices.find((choice) => choice.recommended === true);
  if (recommended !== undefined) return recommended.value;
  return required && choices.length === 1 ? choices[0]?.value : undefined;
}

function labelOf({ label, detail, recommended }: Choice): string {
  return [label, detail, recommended === true ? formWords.choice.recommended : undefined].filter((part) => part !== undefined && part !== '').join(' · ');
}

function placeholderOf(state: string, beforeLabel: string | undefined, required: boolean): string {
  if (state === 'waiting') return formWords.choice.waitFor(beforeLabel ?? '');
  if (state === 'loading') return formWords.choice.loading;
  if (state === 'failed') return formWords.choice.failed;
  return required ? formWords.choice.choose : formWords.choice.none;
}
