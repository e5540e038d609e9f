import { Checkbox } from '@patternfly/react-core';
import { useState } from 'react';
import type { PersonView } from '../../../../src/api/contract.ts';
import { call } from '../../api/api.ts';
import { FormDone } from '../../ui/forms/form-done.tsx';
import { FormEnd } from '../../ui/forms/form-end.tsx';
import { peopleWords } from '../../words/people/people-words.ts';
import { ShownLink } from './shown-link.tsx';
import { usePeopleChange } from './use-people-change.ts';

const words = peopleWords.link;

interface LinkPersonProps {
  readonly person: PersonView;
  readonly close: () => void;
}

/** Another link for a person; for a forgotten password, after that is removed. */
export function LinkPerson({ person: { id, name, hasPassword }, close }: LinkPersonProps) {
  const [forgot, setForgot] = useState(false);
  const create = usePeopleChange(async () => {
    const params = { person: id };
    if (forgot) await call('removePassword', { params });
    return call('createPersonLink', { params });
  });
  if (create.data !== undefined)
    return (
      <FormDone close={close}>
        <p>{words.created(name)}</p>
        <ShownLink link={create.data} />
      </FormDone>
    );
  return (
    <form
      className="mla-form-part mla-stack-tight"
      aria-label={words.of(name)}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <p>{words.body(name)}</p>
      {hasPassword && (
        <Checkbox
          id={`forgot-${id}`}
          label={words.forgot(name)}
          isChecked={forgot}
          onChange={(_, checked) => setForgot(checked)}
        />
      )}
      <FormEnd change={create} label={words.create} close={close} />
    </form>
  );
}
