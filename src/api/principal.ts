import { z } from 'zod';

/** What a person may do on this server, from the least: read; create and run installations; manage people, connections and releases. */
export const roles = ['viewer', 'operator', 'admin'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** Who makes a request: a person, in a browser or by a program. Runs and events name it. */
export const principal = z.object({
  /** Never changes, and never belongs to somebody else. */
  id: z.string().min(1),
  /** To show. */
  name: z.string().min(1),
  /** One role. Roles that this version does not know are left out. */
  roles: z.preprocess(
    (given) => (Array.isArray(given) ? given.filter((one) => role.safeParse(one).success) : given),
    z.array(role),
  ),
});
export type Principal = z.infer<typeof principal>;

/** A principal as an event or a run names it. */
export const requester = z.object({ id: z.string(), name: z.string() });
export type Requester = z.infer<typeof requester>;

/** Whoever has the server's token. Their browser sessions are this person's too. */
export const owner: Principal = { id: 'owner', name: 'Owner', roles: ['admin'] };

/** Whether somebody with these roles may do what needs `least`. */
export function covers(has: readonly Role[], least: Role): boolean {
  return has.some((one) => roles.indexOf(one) >= roles.indexOf(least));
}

/** The lesser of two roles. */
export function lesserRole(one: Role, other: Role): Role {
  return covers([one], other) ? other : one;
}
