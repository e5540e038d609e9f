import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { eventually } from '../../../test/patience.fixture.ts';
import { placeDatabase } from '../../runs/database/open-database.fixture.ts';
import type { Step } from '../../runs/engine/step.ts';
import { openTestService } from '../../server/service.fixture.ts';
import { restoreFile } from './restore-file.ts';

/*
 * Backups as an earlier MLAnywhere wrote them, uncompressed, named after the newest of its tables: of an installation whose
 * run was in its second step, a connection, and two people. Never change a recording: if one cannot be restored any more,
 * nobody can restore the backups of that time.
 */

const recordings = join(import.meta.dirname, 'recorded');
const files = await readdir(recordings);
/** Of the servers that were recorded. */
const secretKey = Buffer.alloc(32, 7).toString('base64');

const steps = (): Step[] =>
  ['one', 'two'].map((name) => ({
    name,
    phase: 'install',
    title: name,
    input: () => null,
    run: () => Promise.resolve({}),
  }));

test.each(files)('the backup %s is restored with its secrets, and its run continues', async (file) => {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  try {
    await placeDatabase(directory);
    const content = gzipSync(await readFile(join(recordings, file)));
    const key = { keyFile: undefined, environmentKey: secretKey };
    const given = { file, content, directory, databaseUrl: undefined, key, replace: false };
    expect(await restoreFile(given)).toEqual({ installations: 1, continuing: ['demo-1'] });
    await using server = await openTestService({ directory, secretKey, steps });
    const { client, service } = server;
    const events = () => client.call('listEvents', { params: { id: 'demo-1' }, query: {} });
    await eventually(async () => (await events()).some(({ type }) => type === 'run.succeeded'));
    const told = (await events()).map(({ type, step }) => `${type} ${step ?? ''}`.trim());
    expect(told).toEqual(expect.arrayContaining(['step.started one', 'step.skipped one', 'step.succeeded two']));
    expect(await service.installations.loadConnection('lab')).toMatchObject({ input: { password: 'Correct-horse-7' } });
    expect((await client.call('listPeople', {})).map(({ name }) => name).toSorted()).toEqual(['Owner', 'vera']);
    const audit = await client.call('listAudit', { query: {} });
    expect(audit.map(({ action }) => action)).toContain('applyInstallation');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
