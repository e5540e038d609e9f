import { z } from 'zod';
import { pageLimit, type Route } from '../route.ts';

/** One thing that somebody did, or tried to do. */
export const auditEntry = z.object({
  /** Rises with time. */
  id: z.number(),
  time: z.iso.datetime(),
  /** Null for a login that failed. The name is the one of that time. */
  person: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** What proved who it was. */
  by: z.enum(['session', 'API token', 'server token', 'nothing']).catch('nothing'),
  /** Where the request came from. */
  address: z.string(),
  /** The operation of `/api/openapi.json`. */
  action: z.string(),
  /** What it was done to: the names in the address, or the name of what is new. Empty where there is none. */
  target: z.string(),
  /** `done`, or the code of the error. */
  result: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const auditRoutes = {
  listAudit: {
    method: 'GET',
    path: '/api/audit',
    role: 'admin',
    summary:
      'Who changed what or read secrets, newest first, in pages: `before` is the id of the last one of the page before',
    query: z.object({
      limit: pageLimit.default(100),
      before: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
      since: z.iso.datetime({ offset: true }).optional(),
      /** Only what this person did: by id, or by the name of that time. */
      person: z.string().min(1).max(100).optional(),
    }),
    response: z.array(auditEntry),
  },
} as const satisfies Record<string, Route>;
