import { covers, type Role } from '../../api/principal.ts';

/** A group of the provider and the role that it gives; `*` is everybody who can log in there. */
export interface RoleRule {
  readonly group: string;
  readonly role: Role;
}

/** Undefined for a text that is not a list of rules. Names of groups may have commas and equals signs, as those of LDAP do. */
export function parseRoleRules(text: string): readonly RoleRule[] | undefined {
  const rule = /\s*(\S.*?)=(viewer|operator|admin)\s*(?:,|$)/y;
  const rules: RoleRule[] = [];
  while (rule.lastIndex < text.length) {
    const [, group = '', role] = rule.exec(text) ?? [];
    if (group === '') return undefined;
    rules.push({ group, role: role as Role });
  }
  return rules.length === 0 ? undefined : rules;
}

/** The most that the groups of a person give. */
export function roleOf(groups: readonly string[], rules: readonly RoleRule[]): Role | undefined {
  const given = rules.filter(({ group }) => group === '*' || groups.includes(group)).map(({ role }) => role);
  return given.find((role) => given.every((other) => covers([role], other)));
}
