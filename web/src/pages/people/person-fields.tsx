import type { PersonView } from '../../../../src/api/contract.ts';
import { type Role, roles } from '../../../../src/api/principal.ts';
import { PickBox } from '../../ui/fields/pick-box.tsx';
import { PlainField } from '../../ui/fields/plain-field.tsx';
import { peopleWords } from '../../words/people/people-words.ts';
import { roleNames, roleRights } from '../../words/people/role-names.ts';
import type { PersonDraft, PersonErrors } from './person-draft.ts';

const words = peopleWords.form;

interface PersonFieldsProps {
  /** Distinguishes its controls from those of other such forms. */
  readonly id: string;
  readonly draft: PersonDraft;
  readonly change: (part: Partial<PersonDraft>) => void;
  readonly errors: PersonErrors;
  /** The owner's role never changes. */
  readonly isOwner?: boolean;
}

/** Who it is and what they may do. Only operators have installations granted: viewers change none, admins change all. */
export function PersonFields({ id, draft, change, errors, isOwner = false }: PersonFieldsProps) {
  return (
    <div className="mla-columns">
      <PlainField
        id={`${id}-name`}
        label={words.name}
        value={draft.name}
        change={(name) => change({ name })}
        hint={words.nameHint}
        error={errors.name}
      />
      <PlainField
        id={`${id}-email`}
        label={words.email}
        value={draft.email}
        change={(email) => change({ email })}
        hint={words.emailHint}
        error={errors.email}
      />
      {isOwner ? (
        <p className="mla-soft">{words.ownerRole}</p>
      ) : (
        <PickBox
          path={`${id}-role`}
          label={words.role}
          hint={roleRights[draft.role]}
          choices={roles.map((role) => [role, roleNames[role]])}
          value={draft.role}
          change={(role) => change({ role: role as Role })}
        />
      )}
      {draft.role === 'operator' && (
        <>
          <PickBox
            path={`${id}-scope`}
            label={words.scope}
            choices={Object.entries(words.scopes)}
            value={draft.scope}
            change={(scope) => change({ scope: scope as PersonView['scope'] })}
          />
          <PlainField
            id={`${id}-grants`}
            label={words.grants}
            value={draft.grants}
            change={(grants) => change({ grants })}
            hint={words.grantsHint}
            error={errors.grants}
          />
        </>
      )}
    </div>
  );
}
