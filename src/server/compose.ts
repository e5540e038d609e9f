import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import { MlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import type { RunKind } from '../api/run.ts';
import type { SharedBundles } from '../kubeflow/release/team-bundles.ts';
import { prepareDataDirectory } from '../runs/database/data-directory.ts';
import { writeBackup } from '../runs/backup/write-backup.ts';
import { openDatabase, type Database } from '../runs/database/open-database.ts';
import type { InstallationStore } from '../runs/store/installation-store.ts';
import { openKeptViews } from '../runs/views/kept-views.ts';
import { keepPrivateFile } from '../runs/database/private-file.ts';
import { refuseLostKey } from '../runs/secrets/lost-key.ts';
import { createRedactor, type Redactor } from '../runs/secrets/redactor.ts';
import type { RunStore } from '../runs/store/run-store.ts';
import { RunViews } from '../runs/views/run-views.ts';
import { openSqlInstallationStore } from '../runs/store/sql-installation-store.ts';
import { openBundleRows } from '../runs/store/bundle-rows.ts';
import { openSqlRunStore } from '../runs/store/sql-run-store.ts';
import { openWorkOfServers } from '../runs/store/work-of-servers.ts';
import type { Step } from '../runs/engine/step.ts';
import { openVault } from '../runs/secrets/vault.ts';
import { startWorker } from '../runs/engine/worker.ts';
import { Secret } from '../secret.ts';
import { dashboardsAt } from './address/dashboards-at.ts';
import { createPublicAddress } from './address/public-address.ts';
import { createDashboards } from './dashboards/dashboards.ts';
import { checkPlace, type ServerPlace } from './address/server-place.ts';
import { openTlsFiles } from './listeners/tls-files.ts';
import { createServer } from './http/create-server.ts';
import { describeFault } from './http/describe-fault.ts';
import type { WriteLog } from './operations/log-entry.ts';
import { createMetrics } from './operations/metrics.ts';
import { observeSteps } from './operations/observe-steps.ts';
import { startRetention } from './operations/retention.ts';
import { countRuns } from '../runs/store/count-runs.ts';
import { openPersonLimits } from './limits/open-person-limits.ts';
import type { LimitSettings } from './limits/read-limits.ts';
import { loginPath } from './login/login-link.ts';
import { openAuditLog } from './audit/audit-log.ts';
import { openApiTokens } from './login/api-tokens.ts';
import { isRandomText, randomText } from './login/keyed-hash.ts';
import { openLogins } from './login/logins.ts';
import { createLookups } from './people/lookups.ts';
import { mayOpenDashboard } from './people/may-open-dashboard.ts';
import { openOidcLogin } from './oidc/oidc-login.ts';
import type { OidcSettings } from './oidc/read-oidc-settings.ts';
import { openPeople } from './people/people.ts';
import { shareToken } from './login/team-token.ts';
import type { ServiceParts } from './dependencies.ts';

/** The parts of the store that steps and injected parts may use. */
export interface Stored {
  readonly installations: InstallationStore;
  readonly redactor: Redactor;
  /** Where servers that share the database keep releases; undefined where nobody shares it. */
  readonly sharedBundles?: SharedBundles | undefined;
}

export interface ServiceOptions extends Omit<ServerPlace, 'listen'> {
  /** Holds the token, the key of the secrets and, without `databaseUrl`, the database. */
  readonly dataDirectory: string;
  /** A PostgreSQL server instead of the embedded database. */
  readonly databaseUrl?: string | undefined;
  /** `none` for tests: without fdatasync. */
  readonly durability?: 'disk' | 'none' | undefined;
  /** Where this machine caches its prebuilt first database. Default: the user's cache. */
  readonly cacheDirectory?: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
  /** The address on which it listens. Default: 127.0.0.1. */
  readonly host?: string | undefined;
  /** Value of MLA_SECRET_KEY. */
  readonly secretKey?: string | undefined;
  /** Of `readLimits`. What is not set has its default: none for a server of one person. */
  readonly limits?: Partial<LimitSettings> | undefined;
  /** Of `readOidcSettings`. */
  readonly oidc?: OidcSettings | undefined;
  readonly version: string;
  /** Of `readKeepRuns`. */
  readonly keepRuns?: number | undefined;
  /** Days for which entries of the audit list stay. */
  readonly keepAuditDays?: number | undefined;
  readonly webDirectory?: string | undefined;
  readonly allowLocalFiles?: boolean | undefined;
  /** Receives every unexpected error for the log, without secrets, when there is no `log`. */
  readonly report: (message: string) => void;
  /** Receives the whole log: errors, requests and steps, without secrets. */
  readonly log?: WriteLog | undefined;
  /** Creates the other parts once the store is open. */
  readonly makeParts: (stored: Stored) => ServiceParts & {
    readonly stepsFor: (kind: RunKind, installation: Installation) => readonly Step[];
    /** Receives each port of the server's own, so that no request goes to it on a user's behalf. */
    readonly listensOn?: (port: number) => void;
    /** Stops background work other than runs. */
    readonly close?: () => Promise<void>;
  };
}

/** The whole product in this process. */
export interface Service {
  /** Where programs of this machine reach it. */
  readonly url: string;
  /** Where people find it. */
  readonly publicUrl: string;
  /** For programs of this user. */
  readonly token: Secret;
  /** Address that logs a browser in, once. */
  loginLink(): string;
  readonly runs: RunStore;
  readonly installations: InstallationStore;
  /** Pauses active runs; they continue at the next start. */
  close(): Promise<void>;
}

/** Builds store, worker and server: for `mla serve`, for a command without a server, and for tests. */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { dataDirectory, version } = options;
  const place = placeOf(options);
  await prepareDataDirectory(dataDirectory);
  const database = await openDatabaseOf(options);
  const closers: (() => Promise<void>)[] = [() => database.close()];
  let stopping = false;
  const close = async (): Promise<void> => {
    stopping = true;
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    if (!options.secretKey) await refuseLostKey(database, join(dataDirectory, 'secret.key'));
    const vault = await openVault({ keyFile: join(dataDirectory, 'secret.key'), environmentKey: options.secretKey });
    const own = await readToken(join(dataDirectory, 'token'));
    const token = database.exclusive ? own : await shareToken(own, { database, vault });
    const redactor = createRedactor();
    redactor.add(token);
    const runs = await openSqlRunStore(database);
    const installations = openSqlInstallationStore({ database, vault, redactor });
    const log: WriteLog = (entry) => options.log?.(redactor.cleanData(entry));
    const report = (thrown: unknown, requestId?: string): void => {
      const message = describeFault(thrown, redactor);
      if (options.log === undefined) options.report(message);
      else options.log({ level: 'error', message, ...(requestId !== undefined && { requestId }) });
    };
    const metrics = createMetrics({ version, countRuns: () => countRuns(database) });
    const {
      stepsFor,
      listensOn,
      close: closeRooms,
      ...parts
    } = options.makeParts({
      installations,
      redactor,
      sharedBundles: database.exclusive ? undefined : openBundleRows(database),
    });
    if (closeRooms !== undefined) closers.push(closeRooms);
    const people = openPeople(database);
    const logins = openLogins({ database, token, people });
    let ownPort = 0;
    const address = createPublicAddress({ baseUrl: place.baseUrl, port: () => ownPort });
    const tls = place.tls && (await openTlsFiles(place.tls, { report, closers }));
    const dashboards = createDashboards({
      ...dashboardsAt(place),
      home: () => address.url('', `localhost:${ownPort}`),
      database,
      logins,
      mayOpen: mayOpenDashboard({ logins, people, lookups: createLookups(runs) }),
      token,
      redactor,
      report,
      openClient: async (name) =>
        parts.openCluster((await installations.getInstallation(name)).spec, await installations.loadKubeconfig(name)),
      serverPort: () => ownPort,
      listensOn,
    });
    closers.push(() => dashboards.close());
    const views = new RunViews(runs, openKeptViews(database));
    const server = await createServer({
      ...parts,
      dashboards,
      runs,
      sharedWork: openWorkOfServers(database),
      installations,
      redactor,
      logins,
      address,
      people,
      oidc:
        options.oidc && openOidcLogin(options.oidc, { database, token, logins, redactor, fetch: parts.outbound.fetch }),
      apiTokens: openApiTokens(database, token),
      tls,
      trustedProxies: place.trustedProxies,
      audit: openAuditLog(database, report),
      limits: openPersonLimits(address, { given: options.limits, database, releases: parts.releases }),
      version,
      writeBackup: () => writeBackup({ database, version, bundles: () => parts.releases.listOwnBundles() }),
      isReady: async () => !stopping && (await answers(database)),
      report,
      log,
      metrics,
      views,
      allowLocalFiles: options.allowLocalFiles ?? !address.isShared,
      webDirectory: options.webDirectory ?? resolve(import.meta.dirname, '../../web/dist'),
    });
    closers.push(() => server.close());
    const ports = await server.listen(place.listen);
    ownPort = ports.localPort;
    for (const one of new Set(Object.values(ports))) listensOn?.(one);
    const worker = startWorker({
      store: runs,
      redactor,
      report,
      stepsFor: ({ run }) => observeSteps(stepsFor(run.kind, run.spec), { metrics, log }),
      afterWork: (runId) => views.keep(runId),
    });
    closers.push(() => worker.stop());
    const closing = new AbortController();
    const keeping = views.keepAll(closing.signal).catch(report);
    closers.push(async () => {
      closing.abort();
      await keeping;
    });
    closers.push(
      startRetention({ database, keep: options.keepRuns, keepAuditDays: options.keepAuditDays, report }).stop,
    );
    return {
      url: `http://127.0.0.1:${ownPort}`,
      publicUrl: address.url('').replace(/\/$/, ''),
      token,
      loginLink: () => address.url(loginPath(logins.createCode())),
      runs,
      installations,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function answers({ sql: tables }: Database): Promise<boolean> {
  await sql`select 1`.execute(tables);
  return true;
}

/** Throws for settings that do not fit together. */
function placeOf({ host = '127.0.0.1', port, ...rest }: ServiceOptions): ServerPlace {
  const place = { ...rest, listen: { host, port } };
  checkPlace(place);
  return place;
}

function openDatabaseOf({
  dataDirectory,
  databaseUrl,
  durability = 'disk',
  cacheDirectory = join(homedir(), '.cache', 'mlanywhere'),
}: ServiceOptions): Promise<Database> {
  return openDatabase(
    databaseUrl === undefined
      ? { directory: dataDirectory, durability, seedDirectory: cacheDirectory }
      : { url: databaseUrl },
  );
}

/** Stays the same across starts, so that a program can keep it. Throws `server.badTokenFile` for a file with other content or permissions. */
async function readToken(path: string): Promise<Secret> {
  const refuse = (reason: string): MlaError => new MlaError('server.badTokenFile', { path, reason });
  const token = await keepPrivateFile({ path, make: randomText, refuse });
  if (!isRandomText(token)) throw refuse('it does not hold a token of 43 characters');
  return new Secret(token);
}
