import { useState } from 'react';
import type { PersonView } from '../../../../src/api/contract.ts';
import { call } from '../../api/api.ts';
import { PlainField } from '../../ui/fields/plain-field.tsx';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { FormEnd } from '../../ui/forms/form-end.tsx';
import { peopleWords } from '../../words/people/people-words.ts';
import { usePeopleChange } from './use-people-change.ts';

const words = peopleWords.remove;

/** Removes a person after their name is typed. */
export function RemovePerson({ person: { id, name }, close }: { person: PersonView; close: () => void }) {
  const [typed, setTyped] = useState('');
  const { shown, check } = useProblems({ typed: typed === name ? undefined : words.typeName(name) });
  const remove = usePeopleChange(() => call('removePerson', { params: { person: id } }));
  return (
    <form
      className="mla-form-part mla-stack-tight"
      noValidate
      aria-label={words.of(name)}
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => remove.mutate());
      }}
    >
      <p>{words.body}</p>
      <PlainField id={`remove-${id}`} label={words.confirm(name)} value={typed} change={setTyped} error={shown.typed} />
      <FormEnd change={remove} label={words.yes} isDangerous close={close} />
    </form>
  );
}
