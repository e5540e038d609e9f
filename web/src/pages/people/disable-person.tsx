import type { PersonView } from '../../../../src/api/contract.ts';
import { call } from '../../api/api.ts';
import { FormEnd } from '../../ui/forms/form-end.tsx';
import { peopleWords } from '../../words/people/people-words.ts';
import { usePeopleChange } from './use-people-change.ts';

const words = peopleWords.disable;

/** Says what it means, and asks, before a person is shut out. */
export function DisablePerson({ person: { id, name }, close }: { person: PersonView; close: () => void }) {
  const disable = usePeopleChange(async () => {
    await call('changePerson', { params: { person: id }, body: { disabled: true } });
    close();
  });
  return (
    <form
      className="mla-form-part mla-stack-tight"
      aria-label={words.of(name)}
      onSubmit={(event) => {
        event.preventDefault();
        disable.mutate();
      }}
    >
      <p>{words.body(name)}</p>
      <FormEnd change={disable} label={words.yes(name)} isDangerous close={close} />
    </form>
  );
}
