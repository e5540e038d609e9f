import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../../runs/database/open-database.fixture.ts';
import { addTestPerson } from '../people/people.fixture.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { openAuditLog } from './audit-log.ts';
import { pruneAudit, readKeepAudit } from './prune-audit.ts';

let running: TestService;
beforeAll(async () => {
  running = await openTestService();
});
afterAll(() => running[Symbol.asyncDispose]());

test('names who did what from where and how it ended, and no secret', async () => {
  const vera = await addTestPerson(running, { name: 'vera', role: 'viewer' });
  await fetch(`${running.service.url}/api/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'vera', password: 'typed-by-mistake' }),
  });
  await running.client.call('saveConnection', {
    params: { name: 'lab' },
    body: { platform: 'ccp', address: 'https://ccp.example', username: 'admin', password: 'Correct-horse-7' },
  });
  await expect(vera.client.call('removeConnection', { params: { name: 'lab' } })).rejects.toMatchObject({
    code: 'MLA-PEOPLE-001',
  });
  await expect(vera.client.call('listAudit', {})).rejects.toMatchObject({ code: 'MLA-PEOPLE-001' });
  await running.client.call('listConnections', {});
  await running.client.call('createBackup', {});

  const entries = await running.client.call('listAudit', {});
  const person = { id: vera.id, name: 'vera' };
  const from = { address: '127.0.0.1' };
  expect(entries.map(({ id: _id, time: _time, ...entry }) => entry).toReversed()).toEqual([
    {
      ...from,
      person: { id: 'owner', name: 'Owner' },
      by: 'server token',
      action: 'addPerson',
      target: 'vera',
      result: 'done',
    },
    { ...from, person, by: 'nothing', action: 'login', target: '', result: 'done' },
    { ...from, person, by: 'session', action: 'createToken', target: 'test', result: 'done' },
    { ...from, person: null, by: 'nothing', action: 'login', target: '', result: 'MLA-PEOPLE-010' },
    {
      ...from,
      person: { id: 'owner', name: 'Owner' },
      by: 'server token',
      action: 'saveConnection',
      target: 'lab',
      result: 'done',
    },
    { ...from, person, by: 'API token', action: 'removeConnection', target: 'lab', result: 'MLA-PEOPLE-001' },
    { ...from, person, by: 'API token', action: 'listAudit', target: '', result: 'MLA-PEOPLE-001' },
    {
      ...from,
      person: { id: 'owner', name: 'Owner' },
      by: 'server token',
      action: 'createBackup',
      target: '',
      result: 'done',
    },
  ]);
  expect(JSON.stringify(entries)).not.toMatch(/typed-by-mistake|Correct-horse-7/);

  const [newest, second] = entries;
  expect(await running.client.call('listAudit', { query: { limit: 1, before: newest!.id } })).toEqual([second]);
  const byVera = entries.filter((entry) => entry.person?.id === vera.id);
  for (const named of [vera.id, 'Vera'])
    expect(await running.client.call('listAudit', { query: { person: named } })).toEqual(byVera);
  const later = new Date(Date.now() + 60_000).toISOString();
  expect(await running.client.call('listAudit', { query: { since: later } })).toEqual([]);
});

test('keeps each entry: the database refuses to change or delete one', async () => {
  await using opened = await openTestDatabase();
  const { database } = opened;
  const audit = openAuditLog(database, (error) => {
    throw error;
  });
  await audit.record({ person: null, by: 'nothing', address: '::1', action: 'login', target: '', result: 'done' });
  for (const statement of ['delete from audit_entry', `update audit_entry set result = 'x'`, 'truncate audit_entry'])
    await expect(sql.raw(statement).execute(database.sql)).rejects.toThrow('cannot be changed or deleted');
  expect(await audit.list({ limit: 10 })).toHaveLength(1);
});

test('deletes what is older than asked for, and the database none of the last 30 days', async () => {
  await using opened = await openTestDatabase();
  const { database } = opened;
  await database.write((writer) =>
    sql`insert into audit_entry (time, by, address, action, target, result)
      select now() - days * interval '1 day', 'nothing', '::1', 'login', '', days from unnest(array[0, 29, 31, 400]) as days`.execute(
      writer,
    ),
  );
  const left = async () =>
    (await database.sql.selectFrom('audit_entry').select('result').orderBy('id').execute()).map(({ result }) => result);
  expect(await pruneAudit(database, 365)).toBe(1);
  expect(await left()).toEqual(['0', '29', '31']);
  await expect(pruneAudit(database, 10)).rejects.toThrow('cannot be changed or deleted');
  expect(await left()).toEqual(['0', '29', '31']);
  // The permission ends with its transaction.
  await expect(sql`delete from audit_entry where result = '31'`.execute(database.sql)).rejects.toThrow();
  expect([readKeepAudit(undefined), readKeepAudit('all'), readKeepAudit('365')]).toEqual([undefined, undefined, 365]);
  for (const wrong of ['29', '0', '1.5', 'x']) expect(() => readKeepAudit(wrong)).toThrow(/of MLA_KEEP_AUDIT/);
});
