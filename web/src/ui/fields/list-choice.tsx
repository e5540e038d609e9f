import { Button, FormGroup } from '@patternfly/react-core';
import { formWords } from '../../words/form-words.ts';
import { shellWords } from '../../words/shell-words.ts';
import { ChoiceControl, type ChoiceControlFieldProps } from './choice-control.tsx';
import { reportOf } from '../feedback/error-panel.tsx';
import { FieldNote } from './field-note.tsx';
import { useChoiceList } from './use-choice-list.ts';
import './list-choice.css';

export interface ListChoiceProps extends ChoiceControlFieldProps {
  /** The list's name at the server. */
  readonly list: string;
  readonly connection: string;
  /** Values of the fields that this list depends on, by name. The list waits until all are chosen. */
  readonly before: Readonly<Record<string, string>>;
  readonly hint?: string;
  /** Why the list may be empty. */
  readonly emptyBecause: string;
}

const words = formWords.choice;

/**
 * A value out of a list that the platform is asked for. Honest about the four
 * states of such a list: on its way, not readable, empty, there.
 */
export function ListChoice({ list, connection, before, hint, emptyBecause, ...field }: ListChoiceProps) {
  const { id, value, change, error, label, required = true } = field;
  const choice = useChoiceList({ connection, list, before, required, value, change });
  const typeInstead = () => choice.typeInstead(true);
  return (
    <FormGroup
      label={label}
      fieldId={id}
      isRequired={required}
      labelInfo={required ? undefined : shellWords.optional}
      data-state={choice.state}
      className="mla-choice"
    >
      <ChoiceControl {...field} choice={choice} />
      {choice.state === 'failed' && <Failed error={choice.error} retry={choice.readAgain} type={typeInstead} />}
      {choice.state === 'empty' && <Empty label={label} because={emptyBecause} type={typeInstead} />}
      <FieldNote id={`${id}-note`} error={error} warning={choice.gone ? words.gone(value) : undefined}>
        {choice.state === 'typing' ? <LinkButton act={() => choice.typeInstead(false)}>{words.pick}</LinkButton> : hint}
      </FieldNote>
    </FormGroup>
  );
}

function Empty({ label, because, type }: { label: string; because: string; type: () => void }) {
  return (
    <div className="mla-choice-state" role="status">
      <p>
        <strong>{words.empty(label)}</strong> {because}
      </p>
      <LinkButton act={type}>{words.type}</LinkButton>
    </div>
  );
}

function Failed({ error, retry, type }: { error: unknown; retry: () => void; type: () => void }) {
  const report = reportOf(error);
  return (
    <div className="mla-choice-state mla-choice-failed" role="alert">
      <p>
        <strong>{words.failed}.</strong> {report.message} {report.fix}
      </p>
      <div className="mla-row">
        <LinkButton act={retry}>{words.retry}</LinkButton>
        <LinkButton act={type}>{words.type}</LinkButton>
      </div>
    </div>
  );
}

function LinkButton({ act, children }: { act: () => void; children: string }) {
  return (
    <Button variant="link" isInline onClick={act}>
      {children}
    </Button>
  );
}
