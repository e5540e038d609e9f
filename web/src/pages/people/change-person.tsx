import { useState } from 'react';
import type { PersonChange, PersonView } from '../../../../src/api/contract.ts';
import { owner } from '../../../../src/api/principal.ts';
import { call } from '../../api/api.ts';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { FormDone } from '../../ui/forms/form-done.tsx';
import { FormEnd } from '../../ui/forms/form-end.tsx';
import { peopleWords } from '../../words/people/people-words.ts';
import { draftOf, readChange } from './person-draft.ts';
import { PersonFields } from './person-fields.tsx';
import { usePeopleChange } from './use-people-change.ts';

const words = peopleWords.change;

interface PersonFormProps {
  readonly person: PersonView;
  readonly close: () => void;
}

/** Name, role, scope and grants of a person. */
export function ChangePerson({ person, close }: PersonFormProps) {
  // Not followed: what somebody else changes meanwhile would change the form under the hand.
  const [before] = useState(person);
  const [draft, setDraft] = useState(() => draftOf(person));
  const save = usePeopleChange((body: PersonChange) => call('changePerson', { params: { person: before.id }, body }));
  const { body, errors } = readChange(before, draft);
  const { shown, check } = useProblems(errors);
  if (save.data !== undefined)
    return (
      <FormDone close={close}>
        <p>{words.done(save.data.name)}</p>
      </FormDone>
    );
  return (
    <form
      className="mla-form-part mla-stack"
      noValidate
      aria-label={words.of(before.name)}
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => body !== undefined && save.mutate(body));
      }}
    >
      <PersonFields
        id={`change-${before.id}`}
        draft={draft}
        change={(part) => setDraft({ ...draft, ...part })}
        errors={shown}
        isOwner={before.id === owner.id}
      />
      <FormEnd change={save} label={words.save} close={close} />
    </form>
  );
}
