import { z } from 'zod';
import { errorReport } from '../run.ts';
import { name, type Route } from './route.ts';

/** What can be looked up of an installation whose Kubeflow is there, in the order in which it is shown. */
export const stateIds = [
  'cluster',
  'dashboard',
  'address',
  'certificate',
  'login',
  'users',
  'kubeconfigs',
  'drift',
] as const;
export const stateId = z.enum(stateIds);
export type StateId = z.infer<typeof stateId>;

/** What the cluster says now. */
export const stateView = z.object({
  id: stateId,
  /** `unknown`: it could not be looked up, and `error` or `value` says why. `none`: there is no such thing here. */
  state: z.enum(['good', 'attention', 'bad', 'none', 'unknown']),
  /** In a few words. */
  value: z.string(),
  /** What else to know, in sentences. */
  notes: z.array(z.string()),
  error: errorReport.optional(),
  lookedUpAt: z.iso.datetime(),
});
export type StateView = z.infer<typeof stateView>;

export const stateRoutes = {
  lookUpStates: {
    method: 'GET',
    path: '/api/installations/:name/states',
    role: 'viewer',
    summary:
      'States of what was installed, looked up in the cluster now; `only` names some, with commas. Changes nothing',
    params: name,
    query: z.object({
      only: z
        .string()
        .max(200)
        .transform((text) => text.split(','))
        .pipe(z.array(stateId))
        .optional(),
    }),
    response: z.object({ states: z.array(stateView) }),
  },
} as const satisfies Record<string, Route>;
