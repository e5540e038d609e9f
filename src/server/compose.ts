import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { MlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import type { RunKind } from '../api/run.ts';
import { prepareDataDirectory } from '../runs/database/data-directory.ts';
import { openDatabase } from '../runs/database/open-database.ts';
import type { InstallationStore } from '../runs/store/installation-store.ts';
import { openKeptViews } from '../runs/engine/kept-views.ts';
import { keepPrivateFile } from '../runs/database/private-file.ts';
import { refuseLostKey } from '../runs/secrets/lost-key.ts';
import { createRedactor, type Redactor } from '../runs/secrets/redactor.ts';
import type { RunStore } from '../runs/store/run-store.ts';
import { RunViews } from '../runs/engine/run-views.ts';
import { openSqlInstallationStore } from '../runs/store/sql-installation-store.ts';
import { openSqlRunStore } from '../runs/store/sql-run-store.ts';
import type { Step } from '../runs/engine/step.ts';
import { openVault } from '../runs/secrets/vault.ts';
import { startWorker } from '../runs/engine/worker.ts';
import { Secret } from '../secret.ts';
import type { DashboardPort } from './dashboards/dashboard-port.ts';
import { createDashboards } from './dashboards/dashboards.ts';
import { createServer } from './http/create-server.ts';
import { describeFault } from './http/describe-fault.ts';
import { loginPath } from './login/login-link.ts';
import { isRandomText, openLogins, randomText } from './login/logins.ts';
import type { ServiceParts } from './dependencies.ts';

/** The parts of the store that steps and injected parts may use. */
export interface Stored {
  readonly installations: InstallationStore;
  readonly redactor: Redactor;
}

export interface ServiceOptions {
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
  /** Where dashboards are opened through this server. Default: the port after the server's, or a free one. */
  readonly dashboardPort?: DashboardPort | undefined;
  /** Value of MLA_SECRET_KEY. */
  readonly secretKey?: string | undefined;
  readonly version: string;
  readonly webDirectory?: string | undefined;
  readonly allowLocalFiles?: boolean | undefined;
  /** Receives every unexpected error for the log, without secrets. */
  readonly report: (message: string) => void;
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
  readonly url: string;
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
  const { dataDirectory, databaseUrl, version, port } = options;
  await prepareDataDirectory(dataDirectory);
  const database = await openDatabase(
    databaseUrl === undefined
      ? {
          directory: dataDirectory,
          durability: options.durability ?? 'disk',
          seedDirectory: options.cacheDirectory ?? join(homedir(), '.cache', 'mlanywhere'),
        }
      : { url: databaseUrl },
  );
  const closers: (() => Promise<void>)[] = [() => database.close()];
  const close = async (): Promise<void> => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const token = await readToken(join(dataDirectory, 'token'));
    const redactor = createRedactor();
    redactor.add(token);
    if (!options.secretKey) await refuseLostKey(database, join(dataDirectory, 'secret.key'));
    const vault = await openVault({ keyFile: join(dataDirectory, 'secret.key'), environmentKey: options.secretKey });
    const runs = await openSqlRunStore(database);
    const installations = openSqlInstallationStore({ database, vault, redactor });
    const report = (thrown: unknown): void => options.report(describeFault(thrown, redactor));
    const { stepsFor, listensOn, close: closeRooms, ...parts } = options.makeParts({ installations, redactor });
    if (closeRooms !== undefined) closers.push(closeRooms);
    const logins = openLogins(database, token);
    let ownPort = 0;
    const dashboards = createDashboards({
      port: options.dashboardPort ?? 'next',
      logins,
      token,
      redactor,
      report,
      openClient: async (name) => {
        const { spec } = await installations.getInstallation(name);
        return parts.openCluster(spec, await installations.loadKubeconfig(name));
      },
      serverPort: () => ownPort,
      listensOn,
    });
    closers.push(() => dashboards.close());
    const server = await createServer({
      ...parts,
      dashboards,
      runs,
      installations,
      redactor,
      logins,
      version,
      report,
      views: new RunViews(runs, openKeptViews(database, version)),
      allowLocalFiles: options.allowLocalFiles ?? true,
      webDirectory: options.webDirectory ?? resolve(import.meta.dirname, '../../web/dist'),
    });
    closers.push(() => server.close());
    const url = await server.listen(port);
    ownPort = Number(new URL(url).port);
    listensOn?.(ownPort);
    const worker = startWorker({ store: runs, redactor, report, stepsFor: ({ run }) => stepsFor(run.kind, run.spec) });
    closers.push(() => worker.stop());
    return { url, token, loginLink: () => `${url}${loginPath(logins.createCode())}`, runs, installations, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Stays the same across starts, so that a program can keep it. Throws `server.badTokenFile` for a file with other content or permissions. */
async function readToken(path: string): Promise<Secret> {
  const refuse = (reason: string): MlaError => new MlaError('server.badTokenFile', { path, reason });
  const token = await keepPrivateFile({ path, make: randomText, refuse });
  if (!isRandomText(token)) throw refuse('it does not hold a token of 43 characters');
  return new Secret(token);
}
