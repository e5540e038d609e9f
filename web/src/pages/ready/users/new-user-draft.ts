import type { z } from 'zod';
import { newUser } from '../../../../../src/api/contract.ts';
import { readContributions } from '../../../../../src/api/users/contributions.ts';
import { profileNameFor } from '../../../../../src/api/users/profile-name.ts';
import { userWords } from '../../../words/user-words.ts';
import type { GivenPassword } from './password-choice.tsx';
import type { QuotaDraft } from './quota-fields.tsx';

const words = userWords.form;

/** What is typed into the form. */
export interface NewUserDraft {
  readonly email: string;
  /** Logs in through an external login service: Dex gets no password. */
  readonly external: boolean;
  readonly password: GivenPassword;
  readonly withProfile: boolean;
  /** Undefined until it is typed: the address gives it. */
  readonly profile: string | undefined;
  readonly quota: QuotaDraft;
  readonly contributes: string;
}

export const emptyDraft: NewUserDraft = {
  email: '',
  external: false,
  password: undefined,
  withProfile: true,
  profile: undefined,
  quota: {},
  contributes: '',
};

/** The name that the namespace gets. */
export function namespaceOf({ profile, email }: NewUserDraft): string {
  return profile ?? (email === '' ? '' : profileNameFor(email));
}

/** What is wrong, by field; limits by Kubernetes' name. */
export type DraftErrors = Readonly<Partial<Record<string, string>>>;

/** The request, or what is wrong with it. */
export function readDraft(draft: NewUserDraft): {
  readonly body?: z.infer<typeof newUser>;
  readonly errors: DraftErrors;
} {
  const contributes = draft.contributes.trim() === '' ? [] : readContributions(draft.contributes);
  const quota = Object.fromEntries(
    Object.entries(draft.quota).flatMap(([key, value]) => (value.trim() === '' ? [] : [[key, value.trim()]])),
  );
  const read = newUser.safeParse({
    email: draft.email.trim(),
    external: draft.external,
    ...(!draft.external && draft.password !== undefined && { password: draft.password }),
    profile: draft.withProfile ? { name: namespaceOf(draft), quota } : null,
    // Not left out: the schema would take a list that cannot be read as none.
    contributes: contributes ?? null,
  });
  if (read.success) return { body: read.data, errors: {} };
  const errors = Object.fromEntries(
    read.error.issues.map(({ path, message }) => {
      const [field, part, key] = path.map(String);
      if (part === 'quota') return [key ?? '', words.quotaWrong];
      // An external user without a namespace needs rights somewhere else.
      if (field === 'profile' && !draft.withProfile) return ['contributes', words.nowhere];
      const own = new Map<string, string>([
        ['email', words.emailWrong],
        ['password', userWords.password.missing],
        ['profile', words.namespaceWrong],
        ['contributes', words.contributesWrong],
      ]);
      return [field ?? '', own.get(field ?? '') ?? message];
    }),
  );
  // The address gives the name until it is typed: then there is one thing to correct, not two.
  const { profile, ...others } = errors;
  const isDerived = draft.profile === undefined && others['email'] !== undefined;
  return { errors: isDerived || profile === undefined ? others : errors };
}
