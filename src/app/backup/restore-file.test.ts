import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../runs/database/open-database.ts';
import { rotateKey } from '../../runs/secrets/rotate-key.ts';
import { findPostgres, startPostgres, type PostgresServer } from '../../runs/database/postgres-server.fixture.ts';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import type { Step } from '../../runs/engine/step.ts';
import { openTestService, type TestService } from '../../server/service.fixture.ts';
import { eventually } from '../../../test/patience.fixture.ts';
import { restoreFile } from './restore-file.ts';

const postgres = findPostgres();
if (!postgres) console.warn('Restoring into PostgreSQL is not tested: no server was found on this machine.');

describe.skipIf(!postgres)('a backup that was made while a run was under way', () => {
  let directory: string;
  let server: PostgresServer;
  let first: TestService;
  let backup: Buffer;
  const steps = (waits: boolean) => (): Step[] =>
    ['one', 'two'].map((name) => ({
      name,
      phase: 'install',
      title: name,
      input: () => null,
      run: async ({ signal, tell }) => {
        tell({ type: 'log', severity: 'info', message: `in ${name}` });
        if (waits && name === 'two') await once(signal, 'abort');
        return { detail: `${name} done` };
      },
    }));
  const backupOf = async ({ client }: TestService): Promise<Buffer> =>
    Buffer.from((await client.call('createBackup', {})).backup, 'base64');
  const isDone = async ({ client }: TestService, state: string, step: string): Promise<boolean> => {
    const events = await client.call('listEvents', { params: { id: 'demo-1' }, query: {} });
    return events.some((event) => event.type === state && event.step === step);
  };
  const restore = (
    content: Uint8Array,
    to: { directory?: string; databaseUrl?: string; key?: string },
    replace = false,
  ) =>
    restoreFile({
      file: 'a.mlabackup',
      content,
      directory: to.directory ?? join(directory, 'unused'),
      databaseUrl: to.databaseUrl,
      key: { keyFile: to.key ?? join(first.directory, 'secret.key'), environmentKey: undefined },
      replace,
    });

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
    server = await startPostgres(postgres ?? '');
    first = await openTestService({ steps: steps(true) });
    await first.client.call('saveConnection', {
      params: { name: 'lab' },
      body: { platform: 'ccp', address: 'https://ccp.example', username: 'admin', password: 'Correct-horse-7' },
    });
    await first.client.call('applyInstallation', { body: sandboxInstallation('demo') });
    await eventually(() => isDone(first, 'step.started', 'two'));
    backup = await backupOf(first);
    await first.service.close();
  });
  afterAll(async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
    await rm(first.directory, { recursive: true, force: true });
  });

  test('holds no secret in clear text, and is refused when it is not whole, newer, or sealed with another key', async () => {
    const text = gunzipSync(backup).toString();
    expect(text).not.toContain('Correct-horse-7');
    const lines = text.trimEnd().split('\n');
    const refused = { key: 'backup.unreadable' };
    const to = { directory: join(directory, 'refused') };
    await expect(restore(gzipSync(lines.slice(0, -1).join('\n')), to)).rejects.toMatchObject(refused);
    await expect(restore(gzipSync([...lines.slice(0, 3), lines.at(-1)].join('\n')), to)).rejects.toMatchObject(refused);
    await expect(restore(backup.subarray(0, 300), to)).rejects.toMatchObject(refused);
    const newer = text.replace('"010-replicas"', '"999-future"');
    await expect(restore(gzipSync(newer), to)).rejects.toMatchObject(refused);
    const other = await openTestService();
    const key = join(other.directory, 'secret.key');
    await expect(restore(backup, { ...to, key })).rejects.toMatchObject({ key: 'backup.otherKey' });
    // People alone are data too.
    await other.client.call('addPerson', { body: { name: 'vera' } });
    await other.service.close();
    await expect(restore(backup, { directory: other.directory })).rejects.toMatchObject({
      key: 'backup.notEmpty',
      details: { contents: '1 person' },
    });
    await other[Symbol.asyncDispose]();
  });

  test('continues in a PostgreSQL database, and from there in an embedded one, with its secrets', async () => {
    const databaseUrl = server.url;
    expect(await restore(backup, { databaseUrl })).toEqual({ installations: 1, continuing: ['demo-1'] });
    await expect(restore(backup, { databaseUrl })).rejects.toMatchObject({ key: 'backup.notEmpty' });
    await restore(backup, { databaseUrl }, true);

    const place = await mkdtemp(join(directory, 'second-'));
    await copyFile(join(first.directory, 'secret.key'), join(place, 'secret.key'));
    const second = await openTestService({ directory: place, databaseUrl, steps: steps(false) });
    const usedByOthers = { key: 'database.usedByOthers' };
    await expect(restore(backup, { databaseUrl }, true)).rejects.toMatchObject(usedByOthers);
    const database = await openDatabase({ url: databaseUrl });
    const keyFile = join(place, 'secret.key');
    await expect(rotateKey({ database, databaseUrl, keyFile })).rejects.toMatchObject(usedByOthers);
    await database.close();
    await expect.poll(() => isDone(second, 'step.succeeded', 'two')).toBe(true);
    expect(await isDone(second, 'step.skipped', 'one')).toBe(true);
    const events = await second.client.call('listEvents', { params: { id: 'demo-1' }, query: {} });
    expect(events.map(({ id }) => id)).toEqual(events.map((_event, index) => index + 1));
    const again = await backupOf(second);
    await second.service.close();

    const third = await mkdtemp(join(directory, 'third-'));
    await copyFile(join(place, 'secret.key'), join(third, 'secret.key'));
    expect(await restore(again, { directory: third })).toMatchObject({ installations: 1 });
    const last = await openTestService({ directory: third });
    expect(await last.service.installations.loadConnection('lab')).toMatchObject({
      input: { password: 'Correct-horse-7' },
    });
    const restored = await last.client.call('listEvents', { params: { id: 'demo-1' }, query: {} });
    expect(restored.slice(0, events.length)).toEqual(events);
    await last.service.close();
  });
});
