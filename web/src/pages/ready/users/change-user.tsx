import { FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { UserView } from '../../../../../src/api/contract.ts';
import type { CallInput } from '../../../../../src/api/client.ts';
import { call } from '../../../api/api.ts';
import { PlainField } from '../../../ui/fields/plain-field.tsx';
import { useProblems } from '../../../ui/fields/use-problems.ts';
import { userWords } from '../../../words/user-words.ts';
import { type ChangeDraft, draftOf, noRights, readChange, type UserDifference } from './change-draft.ts';
import { FormDone } from '../../../ui/forms/form-done.tsx';
import { FormEnd } from '../../../ui/forms/form-end.tsx';
import { labelOf, QuotaFields } from './quota-fields.tsx';

const words = userWords.change;

interface ChangeUserProps {
  /** Of the installation. */
  readonly name: string;
  /** As the cluster has it. */
  readonly user: UserView;
  /** Namespaces that have an owner. */
  readonly known: readonly string[];
  readonly changed: () => void;
  readonly close: () => void;
}

/** What a user may do in namespaces of others, and the limits of the user's own. Shows what changes before it is sent. */
export function ChangeUser({ name, user, known, changed, close }: ChangeUserProps) {
  const { email } = user;
  // Not followed: what somebody else changes meanwhile would change the form under the hand.
  const [before] = useState(user);
  const [draft, setDraft] = useState(() => draftOf(user));
  const change = useMutation({
    mutationFn: (body: CallInput<'changeUser'>['body']) => call('changeUser', { params: { name, email }, body }),
    onSuccess: changed,
  });
  const { body, differences, errors } = readChange(before, draft);
  const { shown, check } = useProblems(errors);
  if (change.data !== undefined)
    return (
      <FormDone close={close}>
        <p>{words.done(email)}</p>
      </FormDone>
    );
  return (
    <form
      className="mla-form-part mla-stack"
      noValidate
      aria-label={words.of(email)}
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => body !== undefined && change.mutate(body));
      }}
    >
      <ChangeFields
        user={before}
        draft={draft}
        change={(part) => setDraft({ ...draft, ...part })}
        errors={shown}
        known={known}
      />
      <Differences differences={differences} problem={shown['nothing']} />
      <FormEnd change={change} label={words.submit} close={close} waiting={words.waiting} />
    </form>
  );
}

interface ChangeFieldsProps {
  readonly user: UserView;
  readonly draft: ChangeDraft;
  readonly change: (part: Partial<ChangeDraft>) => void;
  readonly errors: Readonly<Partial<Record<string, string>>>;
  readonly known: readonly string[];
}

/** The fields of the change: rights first, then the limits of each namespace of the user's own. */
export function ChangeFields({ user, draft, change, errors, known }: ChangeFieldsProps) {
  const others = known.filter((one) => draft.roles[one] === undefined && draft.quotas[one] === undefined);
  return (
    <>
      <fieldset>
        <legend className="mla-legend">{userWords.form.contributes}</legend>
        <div className="mla-columns mla-columns-narrow">
          {Object.entries(draft.roles).map(([namespace, role]) => (
            <RoleField
              key={namespace}
              id={`role-${user.email}-${namespace}`}
              namespace={namespace}
              before={draftOf(user).roles[namespace] ?? ''}
              role={role}
              change={(chosen) => change({ roles: { ...draft.roles, [namespace]: chosen } })}
            />
          ))}
          <PlainField
            id={`more-${user.email}`}
            label={words.more}
            value={draft.more}
            change={(more) => change({ more })}
            hint={userWords.form.contributesHint(others.slice(0, 5).join(', '))}
            error={errors['more']}
          />
        </div>
      </fieldset>
      {user.profiles.map(({ name: namespace }) => (
        <fieldset key={namespace}>
          <legend className="mla-legend">{words.limitsOf(namespace)}</legend>
          <div className="mla-columns mla-columns-narrow">
            <QuotaFields
              id={`limit-${namespace}`}
              quota={draft.quotas[namespace] ?? {}}
              change={(quota) => change({ quotas: { ...draft.quotas, [namespace]: quota } })}
              errorOf={(limit) => errors[`${namespace} ${limit}`]}
            />
          </div>
        </fieldset>
      ))}
    </>
  );
}

interface RoleFieldProps {
  readonly id: string;
  readonly namespace: string;
  /** As the cluster has it: a role that people wrote by hand is offered as it is. */
  readonly before: string;
  readonly role: string;
  readonly change: (role: string) => void;
}

function RoleField({ id, namespace, before, role, change }: RoleFieldProps) {
  const choices: Readonly<Record<string, string>> = { [before]: before, ...words.roles, [noRights]: words.noRights };
  return (
    <FormGroup label={namespace} fieldId={id}>
      <FormSelect id={id} value={role} onChange={(_, chosen) => change(chosen)}>
        {Object.entries(choices).map(([value, label]) => (
          <FormSelectOption key={value} value={value} label={label} />
        ))}
      </FormSelect>
    </FormGroup>
  );
}

interface DifferencesProps {
  readonly differences: readonly UserDifference[];
  /** Why it cannot be sent. */
  readonly problem?: string | undefined;
}

/** What the form changes, before it is sent. */
export function Differences({ differences, problem }: DifferencesProps) {
  return (
    <div aria-live="polite">
      <p className="mla-list-title">{words.title}</p>
      {differences.length === 0 && problem === undefined && <p className="mla-soft">{words.nothing}</p>}
      {problem !== undefined && (
        <p role="alert" className="mla-bad">
          {problem}
        </p>
      )}
      {differences.length > 0 && (
        <ul className="mla-next">
          {differences.map(({ namespace, limit, before, after }) => (
            <li key={`${namespace} ${limit ?? ''}`}>
              {limit === undefined
                ? words.right({ namespace, before, after })
                : words.limit({ namespace, limit: labelOf(limit), before, after })}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
