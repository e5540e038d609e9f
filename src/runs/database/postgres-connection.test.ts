import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { openPostgres } from './postgres-connection.ts';
import { findPostgres, startPooler, startPostgres, type PostgresServer } from './postgres-server.fixture.ts';

const postgres = findPostgres();
if (!postgres) console.warn('The way to a PostgreSQL server is not tested: none was found on this machine.');

describe.skipIf(!postgres)('the way to a PostgreSQL server', () => {
  const authority = issueCertificate({ commonName: 'authority' });
  const stranger = issueCertificate({ commonName: 'stranger' });
  const { certificate, key } = issueCertificate({ commonName: 'db', hosts: ['127.0.0.1'], issuer: authority });
  let directory: string;
  let server: PostgresServer;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'mlanywhere-test-'));
    server = await startPostgres(postgres ?? '', { tls: { certificate, key } });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const trusting = (one: { readonly certificate: string }, mode: string, host = '127.0.0.1'): string => {
    const file = join(directory, `${one === authority ? 'authority' : 'stranger'}.pem`);
    writeFileSync(file, one.certificate);
    const query = `sslmode=${mode}&sslrootcert=${encodeURIComponent(file)}`;
    return `${server.url.replace('127.0.0.1', host)}?${query}`;
  };
  const connect = async (url: string): Promise<unknown> => {
    const { pool, stopListening } = await openPostgres(url);
    const client = await pool.connect();
    const answer: unknown = await client.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()', []);
    client.release();
    await stopListening();
    await pool.end();
    return (answer as { rows: { ssl: boolean }[] }).rows[0]?.ssl;
  };

  test('is encrypted, and checks who signed the certificate and for which name', async () => {
    expect(await connect(trusting(authority, 'verify-full'))).toBe(true);
    const refused = { key: 'database.serverUnusable' };
    await expect(connect(trusting(stranger, 'verify-full'))).rejects.toMatchObject(refused);
    await expect(connect(trusting(authority, 'verify-full', 'localhost'))).rejects.toMatchObject(refused);
    await expect(connect(trusting(stranger, 'require'))).rejects.toMatchObject(refused);
  });

  test('may lead through a pooler that keeps sessions, and not through one that does not', async ({ skip }) => {
    const sessions = await startPooler(server.url, 'session');
    skip(sessions === undefined, 'PgBouncer is not on this machine');
    expect(await connect(sessions?.url ?? '')).toBe(false);
    await sessions?.stop();
    const transactions = await startPooler(server.url, 'transaction');
    await expect(connect(transactions?.url ?? '')).rejects.toMatchObject({ key: 'database.poolerUnusable' });
    await transactions?.stop();
  });
});
