import type { Route } from './contract/route.ts';
import { auditRoutes } from './contract/people/audit.ts';
import { sessionRoutes } from './contract/people/sessions.ts';
import { clusterRoutes } from './contract/clusters.ts';
import { connectionRoutes } from './contract/connections.ts';
import { connectorRoutes } from './contract/connectors.ts';
import { demoContentRoutes } from './contract/demo-content.ts';
import { machineRoutes } from './contract/machines.ts';
import { installationRoutes } from './contract/installations.ts';
import { preflightReportRoutes } from './contract/preflight-report.ts';
import { peopleRoutes } from './contract/people/people.ts';
import { planRoutes } from './contract/plans.ts';
import { proxyCheckRoutes } from './contract/proxy-check.ts';
import { releaseRoutes } from './contract/releases.ts';
import { runRoutes } from './contract/runs.ts';
import { stateRoutes } from './contract/states.ts';
import { supportRoutes } from './contract/support.ts';
import { uninstallRoutes } from './contract/uninstalls.ts';
import { upgradeRoutes } from './contract/upgrades.ts';
import { userRoutes } from './contract/users.ts';
import { verificationRoutes } from './contract/verification.ts';

export type { Route } from './contract/route.ts';
export * from './contract/people/audit.ts';
export * from './contract/clusters.ts';
export * from './contract/connections.ts';
export * from './contract/connectors.ts';
export * from './contract/demo-content.ts';
export * from './contract/installations.ts';
export * from './contract/machines.ts';
export * from './contract/people/people.ts';
export * from './contract/plans.ts';
export * from './contract/preflight-report.ts';
export * from './contract/proxy-check.ts';
export * from './contract/releases.ts';
export * from './contract/runs.ts';
export * from './contract/states.ts';
export * from './contract/support.ts';
export * from './contract/uninstalls.ts';
export * from './contract/upgrades.ts';
export * from './contract/users.ts';
export * from './contract/verification.ts';

/** Every route of the server except the event stream. Server, client, OpenAPI document and tests use it. */
export const routes = {
  ...sessionRoutes,
  ...auditRoutes,
  ...clusterRoutes,
  ...connectionRoutes,
  ...connectorRoutes,
  ...demoContentRoutes,
  ...installationRoutes,
  ...machineRoutes,
  ...peopleRoutes,
  ...planRoutes,
  ...preflightReportRoutes,
  ...proxyCheckRoutes,
  ...releaseRoutes,
  ...runRoutes,
  ...stateRoutes,
  ...supportRoutes,
  ...uninstallRoutes,
  ...upgradeRoutes,
  ...userRoutes,
  ...verificationRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
