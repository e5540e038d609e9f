import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Installation } from '../../installation/installation.ts';
import { openDatabase, type Database } from '../database/open-database.ts';
import { sandboxInstallation } from '../database/open-database.fixture.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../database/postgres-server.fixture.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { openVault } from '../secrets/vault.ts';
import { openSqlInstallationStore } from './sql-installation-store.ts';
import { openSqlRunStore } from './sql-run-store.ts';

const postgres = findPostgres();

function onConnection(name: string): Installation {
  const { spec, ...rest } = sandboxInstallation(name);
  return { ...rest, spec: { ...spec, cluster: { platform: 'existing', connection: `for-${name}`, existing: {} } } };
}

describe.skipIf(!postgres)('on a PostgreSQL server', () => {
  let directory: string;
  let server: PostgresServer;
  let database: Database;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-race-'));
    server = await startPostgres(postgres ?? '');
    database = await openDatabase({ url: server.url });
  });
  afterAll(async () => {
    await database.close();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('the connections are kept alive, that which only listens too', async () => {
    const keepAlive = vi.spyOn(Socket.prototype, 'setKeepAlive');
    await (await openDatabase({ url: server.url })).close();
    const given = keepAlive.mock.calls.filter(([isOn]) => isOn === true).map(([, delay]) => delay);
    expect(given.length).toBeGreaterThanOrEqual(2);
    expect(new Set(given)).toEqual(new Set([30_000]));
  });

  test('a connection is removed or used, never both, when both are asked for at once', async () => {
    const vault = await openVault({ keyFile: join(directory, 'secret.key') });
    const installations = openSqlInstallationStore({ database, vault, redactor: createRedactor() });
    const runs = await openSqlRunStore(database);
    for (let round = 0; round < 60; round += 1) {
      const installation = onConnection(`race-${round}`);
      const name = `for-race-${round}`;
      await installations.saveConnection(
        { name, platform: 'existing', address: 'https://127.0.0.1:6443', trust: { mode: 'system' } },
        { platform: 'existing', kubeconfig: 'apiVersion: v1\nkind: Config\n' },
      );
      const [created, removed] = await Promise.allSettled([
        runs.createRun({ installation, kind: 'create' }),
        installations.removeConnection(name),
      ]);
      expect([created.status, removed.status].sort()).toEqual(['fulfilled', 'rejected']);
    }
  });
});
