import { z } from 'zod';
import { errorReport } from '../run.ts';
import { name, type Route } from './route.ts';

/** A station of a login. */
const hop = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['passed', 'failed', 'skipped']),
  milliseconds: z.number(),
  seen: z.string(),
});

/** One check of a running Kubeflow. */
export const checkView = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['running', 'passed', 'failed', 'skipped']),
  milliseconds: z.number(),
  /** In a few words; while the check runs: what it waits for. */
  seen: z.string(),
  hops: z.array(hop),
  warnings: z.array(errorReport),
  error: errorReport.optional(),
});
export type CheckView = z.infer<typeof checkView>;

/** The checks of an installation, while they run and afterwards. */
export const verificationView = z.object({
  state: z.enum(['running', 'ended']),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  /** Who logs in. */
  user: z.string(),
  /** Those that have begun, in their order. */
  checks: z.array(checkView),
  /** Why not all checks could be run. */
  error: errorReport.optional(),
});
export type VerificationView = z.infer<typeof verificationView>;

export const verificationRoutes = {
  startVerification: {
    method: 'POST',
    path: '/api/installations/:name/verification',
    role: 'operator',
    summary: 'Run the checks of a running Kubeflow as its first user; gives those that run already',
    params: name,
    body: z.strictObject({
      /** Leaves out what makes objects in the cluster. */
      readOnly: z.boolean().default(false),
    }),
    response: verificationView,
    status: 202,
  },
  getVerification: {
    method: 'GET',
    path: '/api/installations/:name/verification',
    role: 'viewer',
    summary: 'The checks that run now, else the results of the last ones; null before the first',
    params: name,
    response: z.object({ verification: verificationView.nullable() }),
  },
  cancelVerification: {
    method: 'DELETE',
    path: '/api/installations/:name/verification',
    role: 'operator',
    summary: 'End the checks that run; what they made is deleted',
    params: name,
    response: z.object({ verification: verificationView.nullable() }),
  },
} as const satisfies Record<string, Route>;
