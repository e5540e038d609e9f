import type { z } from 'zod';
import { contributorRole, userChange, type UserView } from '../../../../../src/api/contract.ts';
import { readContributions } from '../../../../../src/api/users/contributions.ts';
import { userWords } from '../../../words/user-words.ts';
import type { QuotaDraft } from './quota-fields.tsx';

/** What is chosen for a namespace where all rights go. */
export const noRights = 'none';

/** What a user may do, while it is changed. */
export interface ChangeDraft {
  /** By namespace of somebody else; `noRights` takes them away. */
  readonly roles: Readonly<Record<string, string>>;
  /** Further namespaces of others, as `mla user set --contributor-of` has them. */
  readonly more: string;
  /** By own namespace. */
  readonly quotas: Readonly<Record<string, QuotaDraft>>;
}

/** One thing that becomes different. Undefined: no rights, no limit. */
export interface UserDifference {
  readonly namespace: string;
  /** Kubernetes' name of a limit; undefined for rights. */
  readonly limit?: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** The form as it opens: everything as the cluster has it. */
export function draftOf({ contributes, profiles }: UserView): ChangeDraft {
  return {
    roles: rolesOf(contributes),
    more: '',
    quotas: Object.fromEntries(profiles.map(({ name, quota }) => [name, quota])),
  };
}

/** Roles by namespace. People can have two in one, which is shown as it is. */
function rolesOf(contributes: UserView['contributes']): Record<string, string> {
  const roles: Record<string, string> = {};
  for (const { namespace, role } of contributes)
    roles[namespace] = roles[namespace] === undefined ? role : `${roles[namespace]}, ${role}`;
  return roles;
}

/** What the draft changes about the user. */
export function differencesOf(user: UserView, draft: ChangeDraft): readonly UserDifference[] {
  const before = rolesOf(user.contributes);
  const more = (readContributions(draft.more) ?? []).map(({ namespace, role }) => [namespace, role] as const);
  const roles = { ...draft.roles, ...Object.fromEntries(more) };
  const rights = Object.entries(roles).map(([namespace, role]) => ({
    namespace,
    before: before[namespace],
    after: role === noRights ? undefined : role,
  }));
  const limits = user.profiles.flatMap(({ name: namespace, quota }) =>
    Object.entries(draft.quotas[namespace] ?? {}).map(([limit, typed]) => ({
      namespace,
      limit,
      before: quota[limit],
      after: typed.trim() === '' ? undefined : typed.trim(),
    })),
  );
  return [...rights, ...limits].filter((one) => one.before !== one.after);
}

/** What is wrong: `more`, `nothing`, or a limit as `namespace limit`. */
export type ChangeErrors = Readonly<Partial<Record<string, string>>>;

/** The request with what it changes, or what is wrong with it. */
export function readChange(
  user: UserView,
  draft: ChangeDraft,
): {
  readonly body?: z.infer<typeof userChange>;
  readonly differences: readonly UserDifference[];
  readonly errors: ChangeErrors;
} {
  const differences = differencesOf(user, draft);
  const { form, change: words } = userWords;
  if (draft.more.trim() !== '' && readContributions(draft.more) === undefined)
    return { differences, errors: { more: form.contributesWrong } };
  if (differences.length === 0) return { differences, errors: { nothing: words.nothing } };
  const rights = differences.filter(({ limit }) => limit === undefined);
  const quotas = user.profiles.map(({ name: profile }) => ({ profile, hard: limitsOf(profile, differences) }));
  const body = {
    contributes: rights.flatMap(({ namespace, after }) => {
      const role = contributorRole.safeParse(after).data;
      return role === undefined ? [] : [{ namespace, role }];
    }),
    leaves: rights.filter(({ after }) => after === undefined).map(({ namespace }) => namespace),
    quotas: quotas.filter(({ hard }) => Object.keys(hard).length > 0),
  };
  const read = userChange.safeParse(body);
  if (read.success) return { body: read.data, differences, errors: {} };
  const errors = Object.fromEntries(
    read.error.issues.map(({ path }) => {
      const [list, index, , limit] = path;
      return list === 'quotas'
        ? [`${body.quotas[Number(index)]?.profile ?? ''} ${String(limit)}`, form.quotaWrong]
        : ['more', form.contributesWrong];
    }),
  );
  return { differences, errors };
}

function limitsOf(profile: string, differences: readonly UserDifference[]): Record<string, string | null> {
  return Object.fromEntries(
    differences.flatMap(({ namespace, limit, after }) =>
      namespace === profile && limit !== undefined ? [[limit, after ?? null]] : [],
    ),
  );
}
