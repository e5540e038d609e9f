import { createOutbound } from '../network/outbound.ts';
import { openService, type Service } from '../server/compose.ts';
import { type DashboardPort, readDashboardPort } from '../server/dashboards/dashboard-port.ts';
import { composeParts } from './compose-parts.ts';
import { cacheDirectory as cacheOf, type Environment } from './data-directory.ts';
import { findPlatforms } from './platforms.ts';
import { readVersion } from './version.ts';

export interface LocalServiceOptions {
  readonly dataDirectory: string;
  /** Where the bundles are, if not in the data directory. */
  readonly releasesDirectory?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where dashboards are opened through the server; MLA_DASHBOARD_PORT when absent. */
  readonly dashboardPort?: DashboardPort | undefined;
  readonly environment: Environment;
  /** Gets errors that were not foreseen, for the log. */
  readonly report: (message: string) => void;
}

/** The whole product in this process: store, runs, platforms, HTTP API and pages on 127.0.0.1. */
export type LocalService = Pick<Service, 'url' | 'token' | 'loginLink' | 'close'>;

export type StartLocalService = (options: LocalServiceOptions) => Promise<LocalService>;

/** Opens the service with every room plugged in. */
export const startLocalService: StartLocalService = async ({
  dataDirectory,
  releasesDirectory,
  port,
  dashboardPort,
  environment,
  report,
}) => {
  const cacheDirectory = cacheOf(environment);
  const outbound = createOutbound(environment);
  return openService({
    dataDirectory,
    cacheDirectory,
    port,
    version: readVersion(),
    databaseUrl: environment.MLA_DATABASE_URL || undefined,
    dashboardPort: dashboardPort ?? readDashboardPort(environment.MLA_DASHBOARD_PORT, 'MLA_DASHBOARD_PORT'),
    secretKey: environment.MLA_SECRET_KEY || undefined,
    report,
    makeParts: composeParts({
      dataDirectory,
      cacheDirectory,
      releasesDirectory,
      environment,
      outbound,
      ...(await findPlatforms({ outbound, localFiles: true, dataDirectory, environment })),
    }),
  });
};
