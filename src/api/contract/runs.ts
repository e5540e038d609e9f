import { z } from 'zod';
import { runEvent, runView } from '../run.ts';
import { runOptionsQuery } from '../run-options.ts';
import { id, eventId, pageLimit, type Route } from './route.ts';

/** The stream of server-sent events. Not a route of the contract, because its answer has no end. See stream.ts. */
export const streamRoute = {
  path: '/api/runs/:id/stream',
  params: id,
  query: z.object({ after: eventId.optional() }),
} as const;

export const runRoutes = {
  listRuns: {
    method: 'GET',
    path: '/api/runs',
    role: 'viewer',
    summary: 'Runs, newest first, in pages: `before` is the id of the last one of the page before',
    query: z.object({
      installation: z.string().optional(),
      limit: pageLimit.default(100),
      before: z.string().optional(),
    }),
    response: z.array(runView),
  },
  getRun: { method: 'GET', path: '/api/runs/:id', role: 'viewer', summary: 'One run', params: id, response: runView },
  cancelRun: {
    method: 'POST',
    path: '/api/runs/:id/cancel',
    role: 'operator',
    summary: 'Cancel a run',
    params: id,
    response: runView,
  },
  listEvents: {
    method: 'GET',
    path: '/api/runs/:id/events',
    role: 'viewer',
    summary: 'Events after an id, oldest first',
    params: id,
    query: z.object({ after: eventId.default(0), limit: z.coerce.number().int().min(1).max(5000).default(1000) }),
    response: z.array(runEvent),
  },
  retryRun: {
    method: 'POST',
    path: '/api/runs/:id/retry',
    role: 'operator',
    summary: 'Go on from the failed step',
    params: id,
    query: runOptionsQuery,
    response: runView,
    status: 202,
  },
} as const satisfies Record<string, Route>;
