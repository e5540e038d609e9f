import { useState } from 'react';
import type { CallInput } from '../../../../src/api/client.ts';
import { call } from '../../api/api.ts';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { FormDone } from '../../ui/forms/form-done.tsx';
import { FormEnd } from '../../ui/forms/form-end.tsx';
import { peopleWords as words } from '../../words/people/people-words.ts';
import { emptyDraft, readPerson } from './person-draft.ts';
import { PersonFields } from './person-fields.tsx';
import { ShownLink } from './shown-link.tsx';
import { usePeopleChange } from './use-people-change.ts';

/** A new person. The answer is a link that signs them in, shown until the form is closed. */
export function AddPerson({ close }: { close: () => void }) {
  const [draft, setDraft] = useState(emptyDraft);
  const add = usePeopleChange((body: CallInput<'addPerson'>['body']) => call('addPerson', { body }));
  const { body, errors } = readPerson(draft);
  const { shown, check } = useProblems(errors);
  if (add.data !== undefined)
    return (
      <FormDone close={close}>
        <p>{words.added(add.data.person.name)}</p>
        <ShownLink link={add.data.link} />
      </FormDone>
    );
  return (
    <form
      className="mla-form-part mla-stack"
      noValidate
      aria-label={words.add}
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => body !== undefined && add.mutate(body));
      }}
    >
      <PersonFields id="person" draft={draft} change={(part) => setDraft({ ...draft, ...part })} errors={shown} />
      <FormEnd change={add} label={words.add} close={close} />
    </form>
  );
}
