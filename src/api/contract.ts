import type { Route } from './contract/route.ts';
import { sessionRoutes } from './contract/sessions.ts';
import { connectionRoutes } from './contract/connections.ts';
import { installationRoutes } from './contract/installations.ts';
import { preflightReportRoutes } from './contract/preflight-report.ts';
import { planRoutes } from './contract/plans.ts';
import { releaseRoutes } from './contract/releases.ts';
import { runRoutes } from './contract/runs.ts';

export type { Route } from './contract/route.ts';
export * from './contract/connections.ts';
export * from './contract/installations.ts';
export * from './contract/plans.ts';
export * from './contract/preflight-report.ts';
export * from './contract/releases.ts';
export * from './contract/runs.ts';

/** Every route of the server except the event stream. Server, client, OpenAPI document and tests use it. */
export const routes = {
  ...sessionRoutes,
  ...connectionRoutes,
  ...installationRoutes,
  ...planRoutes,
  ...preflightReportRoutes,
  ...releaseRoutes,
  ...runRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
