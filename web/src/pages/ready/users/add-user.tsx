import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { CallInput } from '../../../../../src/api/client.ts';
import { call } from '../../../api/api.ts';
import { useProblems } from '../../../ui/fields/use-problems.ts';
import { FormDone } from '../../../ui/forms/form-done.tsx';
import { FormEnd } from '../../../ui/forms/form-end.tsx';
import { ShownOnce } from '../../../ui/forms/shown-once.tsx';
import { userWords } from '../../../words/user-words.ts';
import { emptyDraft, readDraft } from './new-user-draft.ts';
import { NewUserFields } from './new-user-fields.tsx';

const words = userWords.form;

interface AddUserProps {
  /** Of the installation. */
  readonly name: string;
  /** Namespaces that have an owner. */
  readonly known: readonly string[];
  /** What the external login services of the installation are called. */
  readonly services: readonly string[];
  readonly changed: () => void;
  readonly close: () => void;
}

/** A new user. A password is on this page only while it is typed, and once when it was generated. */
export function AddUser({ name, known, services, changed, close }: AddUserProps) {
  const [draft, setDraft] = useState(emptyDraft);
  const add = useMutation({
    mutationFn: (body: CallInput<'addUser'>['body']) => call('addUser', { params: { name }, body }),
    gcTime: 0,
    onSuccess: () => {
      setDraft(emptyDraft);
      changed();
    },
  });
  const { body, errors } = readDraft(draft);
  const { shown, check } = useProblems(errors);
  if (add.data !== undefined)
    return (
      <FormDone close={close}>
        <p>{userWords.added(add.data.email)}</p>
        {add.data.password !== null && <ShownOnce secret={add.data.password} label={userWords.password.label} />}
      </FormDone>
    );
  return (
    <form
      className="mla-form-part mla-stack"
      noValidate
      aria-label={userWords.add}
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => body !== undefined && add.mutate(body));
      }}
    >
      <NewUserFields
        draft={draft}
        change={(part) => setDraft({ ...draft, ...part })}
        errors={shown}
        known={known}
        services={services}
      />
      <FormEnd
        change={add}
        label={words.submit}
        close={close}
        waiting={draft.external ? userWords.waitingForNamespace : userWords.waiting}
      />
    </form>
  );
}
