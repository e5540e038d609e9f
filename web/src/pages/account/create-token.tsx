import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { routes } from '../../../../src/api/contract.ts';
import type { CallInput } from '../../../../src/api/client.ts';
import { covers, type Role, roles } from '../../../../src/api/principal.ts';
import { call } from '../../api/api.ts';
import { usePrincipal } from '../../api/use-may.ts';
import { PickBox } from '../../ui/fields/pick-box.tsx';
import { PlainField } from '../../ui/fields/plain-field.tsx';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { FormDone } from '../../ui/forms/form-done.tsx';
import { FormEnd } from '../../ui/forms/form-end.tsx';
import { ShownOnce } from '../../ui/forms/shown-once.tsx';
import { accountWords } from '../../words/people/account-words.ts';
import { roleNames, roleRights } from '../../words/people/role-names.ts';

const words = accountWords.tokens;
const { body: newToken } = routes.createToken;

/** A token for a program. It is on this page until the form is closed, and never again. */
export function CreateToken({ close }: { close: () => void }) {
  const queryClient = useQueryClient();
  const own = usePrincipal()?.roles ?? [];
  const [draft, setDraft] = useState<{ name: string; role: Role; days: string }>({
    name: '',
    role: 'viewer',
    days: '30',
  });
  const create = useMutation({
    mutationFn: (body: CallInput<'createToken'>['body']) => call('createToken', { body }),
    gcTime: 0,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['tokens'] }),
  });
  const wish = { name: draft.name.trim(), role: draft.role, days: Number(draft.days) };
  const wrong = new Set(newToken.safeParse(wish).error?.issues.map(({ path }) => path[0]));
  const { shown, check } = useProblems({
    name: wrong.has('name') ? words.nameMissing : undefined,
    days: wrong.has('days') ? words.daysWrong : undefined,
  });
  if (create.data !== undefined)
    return (
      <FormDone close={close}>
        <p>{words.created(create.data.name)}</p>
        <ShownOnce secret={create.data.token} label={words.label} />
      </FormDone>
    );
  return (
    <form
      className="mla-form-part mla-stack"
      noValidate
      aria-label={words.create}
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => create.mutate(wish));
      }}
    >
      <PlainField
        id="token-name"
        label={words.name}
        value={draft.name}
        change={(name) => setDraft({ ...draft, name })}
        hint={words.nameHint}
        error={shown.name}
      />
      <div className="mla-columns mla-columns-narrow">
        <PickBox
          path="token-role"
          label={words.role}
          hint={roleRights[draft.role]}
          choices={roles.filter((one) => covers(own, one)).map((one) => [one, roleNames[one]])}
          value={draft.role}
          change={(role) => setDraft({ ...draft, role: role as Role })}
        />
        <PlainField
          id="token-days"
          label={words.days}
          value={draft.days}
          change={(days) => setDraft({ ...draft, days })}
          error={shown.days}
        />
      </div>
      <FormEnd change={create} label={words.create} close={close} />
    </form>
  );
}
