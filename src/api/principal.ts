import { z } from 'zod';

/** What a principal may do. The owner of the server may do everything; a team's server adds more roles. */
const role = z.enum(['owner']);

/** Who makes a request: a person or a program. Runs and events name it. */
export const principal = z.object({
  /** Never changes, and never belongs to somebody else. */
  id: z.string().min(1),
  /** To show. */
  name: z.string().min(1),
  /** Roles that this version does not know are left out. */
  roles: z.preprocess(
    (roles) => (Array.isArray(roles) ? roles.filter((one) => role.safeParse(one).success) : roles),
    z.array(role),
  ),
});
export type Principal = z.infer<typeof principal>;

/** A principal as an event or a run names it. */
export const requester = z.object({ id: z.string(), name: z.string() });
export type Requester = z.infer<typeof requester>;

/** Whoever has the server's token, or a browser session that started with it. */
export const owner: Principal = { id: 'owner', name: 'Owner', roles: ['owner'] };
