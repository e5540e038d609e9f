import { type AllowedTargets, readAllowedTargets } from '../network/targets/allowed-targets.ts';
import { createOutbound } from '../network/outbound.ts';
import type { WriteLog } from '../server/operations/log-entry.ts';
import { readKeepRuns } from '../server/operations/retention.ts';
import { openService, type Service } from '../server/compose.ts';
import type { ServerPlace } from '../server/address/server-place.ts';
import { readKeepAudit } from '../server/audit/prune-audit.ts';
import { readLimits } from '../server/limits/read-limits.ts';
import { readDashboardPort } from '../server/dashboards/dashboard-port.ts';
import type { OidcSettings } from '../server/oidc/read-oidc-settings.ts';
import { composeParts } from './compose-parts.ts';
import { cacheDirectory as cacheOf, type Environment } from './data-directory.ts';
import { findPlatforms } from './platforms.ts';
import { openTraces } from './traces/open-traces.ts';
import { readVersion } from './version.ts';

export interface LocalServiceOptions extends Omit<ServerPlace, 'listen'> {
  readonly dataDirectory: string;
  /** Where the bundles are, if not in the data directory. */
  readonly releasesDirectory?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** The address on which it listens; 127.0.0.1 when absent. */
  readonly host?: string | undefined;
  readonly environment: Environment;
  /** Where the server may connect; of MLA_ALLOWED_TARGETS when absent. */
  readonly allowedTargets?: AllowedTargets | undefined;
  /** The OpenID provider through which people log in. */
  readonly oidc?: OidcSettings | undefined;
  /** Gets errors that were not foreseen, for the log. */
  readonly report: (message: string) => void;
  /** Gets the whole log. */
  readonly log?: WriteLog | undefined;
}

/** The whole product in this process: store, runs, platforms, HTTP API and pages. */
export type LocalService = Pick<Service, 'url' | 'publicUrl' | 'token' | 'loginLink' | 'close'>;

export type StartLocalService = (options: LocalServiceOptions) => Promise<LocalService>;

/** Opens the service with every room plugged in. */
export const startLocalService: StartLocalService = async ({
  dataDirectory,
  releasesDirectory,
  environment,
  report,
  log,
  allowedTargets,
  ...place
}) => {
  const cacheDirectory = cacheOf(environment);
  const allowed = readAllowedTargets(environment.MLA_ALLOWED_TARGETS, 'MLA_ALLOWED_TARGETS');
  const outbound = createOutbound(environment, allowedTargets ?? allowed);
  // A file of authorities that cannot be used is told now, not at the first download.
  outbound.authorities.list();
  const traces = await openTraces(environment, { log, outbound });
  const service = await openService({
    dataDirectory,
    cacheDirectory,
    ...place,
    dashboardPort: place.dashboardPort ?? readDashboardPort(environment.MLA_DASHBOARD_PORT, 'MLA_DASHBOARD_PORT'),
    version: readVersion(),
    keepRuns: readKeepRuns(environment.MLA_KEEP_RUNS),
    keepAuditDays: readKeepAudit(environment.MLA_KEEP_AUDIT),
    databaseUrl: environment.MLA_DATABASE_URL || undefined,
    secretKey: environment.MLA_SECRET_KEY || undefined,
    limits: readLimits(environment),
    report,
    log: traces?.write ?? log,
    makeParts: composeParts({
      dataDirectory,
      cacheDirectory,
      releasesDirectory,
      environment,
      outbound,
      ...(await findPlatforms({ outbound, localFiles: place.baseUrl === undefined, dataDirectory, environment })),
    }),
  });
  if (traces === undefined) return service;
  return {
    ...service,
    close: async () => {
      await service.close();
      await traces.close();
    },
  };
};
