import type { CallInput } from '../../../../src/api/client.ts';
import { type PersonChange, type PersonView, routes } from '../../../../src/api/contract.ts';
import { owner, type Role } from '../../../../src/api/principal.ts';
import { peopleWords } from '../../words/people/people-words.ts';

/** What is typed about a person. */
export interface PersonDraft {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly scope: PersonView['scope'];
  /** Names of installations with commas between. */
  readonly grants: string;
}

export const emptyDraft: PersonDraft = { name: '', email: '', role: 'viewer', scope: 'all', grants: '' };

/** The form as it opens for somebody who is there. */
export function draftOf({ name, email, role, scope, granted }: PersonView): PersonDraft {
  return { name, email: email ?? '', role, scope, grants: granted.join(', ') };
}

export type PersonErrors = Readonly<Partial<Record<'name' | 'email' | 'grants', string>>>;
type NewPerson = CallInput<'addPerson'>['body'];

/** A new person as the API takes them, or what is wrong. */
export function readPerson(draft: PersonDraft): { readonly body?: NewPerson; readonly errors: PersonErrors } {
  const { form } = peopleWords;
  const email = draft.email.trim();
  const body = {
    name: draft.name.trim(),
    ...(email !== '' && { email }),
    role: draft.role,
    scope: draft.scope,
    grant: namesIn(draft.grants),
  };
  const wrong = routes.addPerson.body.safeParse(body).error?.issues.map(({ path }) => path[0]) ?? [];
  if (wrong.length === 0) return { body, errors: {} };
  return {
    errors: {
      ...(wrong.includes('name') && { name: form.nameWrong }),
      ...(wrong.includes('email') && { email: form.emailWrong }),
      ...(wrong.includes('grant') && { grants: form.grantsWrong }),
    },
  };
}

/** What becomes different about a person, or what is wrong. The owner's role is not sent: it never changes. */
export function readChange(
  person: PersonView,
  draft: PersonDraft,
): { readonly body?: PersonChange; readonly errors: PersonErrors } {
  const { body, errors } = readPerson(draft);
  if (body === undefined) return { errors };
  const { name, email = null, role, scope, grant = [] } = body;
  return {
    errors,
    body: {
      name,
      email,
      ...(person.id !== owner.id && { role }),
      scope,
      grant: grant.filter((one) => !person.granted.includes(one)),
      revoke: person.granted.filter((one) => !grant.includes(one)),
    },
  };
}

function namesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}
