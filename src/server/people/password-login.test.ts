import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiClient } from '../../api/client.ts';
import { toMlaError } from '../../errors/error.ts';
import { openTestDatabase, type TestDatabase } from '../../runs/database/open-database.fixture.ts';
import { Secret } from '../../secret.ts';
import { openApiTokens } from '../login/api-tokens.ts';
import { createKeyedHash } from '../login/keyed-hash.ts';
import { openLogins } from '../login/logins.ts';
import { isPasswordOf } from '../login/passwords.ts';
import { codeOf, enter, logIn, openTestService, type Page, type TestService } from '../service.fixture.ts';
import { addTestPerson } from './people.fixture.ts';
import { openPeople } from './people.ts';

const password = 'correct horse battery';
const json = { 'content-type': 'application/json' };

describe('a person with a password', () => {
  let running: TestService;
  let url: string;
  beforeAll(async () => {
    running = await openTestService();
    ({ url } = running.service);
  });
  afterAll(() => running[Symbol.asyncDispose]());

  const send = (method: string, path: string, page: Page, body?: object): Promise<Response> =>
    fetch(`${url}${path}`, {
      method,
      headers: { ...page, ...(body && json) },
      ...(body && { body: JSON.stringify(body) }),
    });
  const tryPassword = (name: string, given: string): Promise<Response> =>
    fetch(`${url}/api/login`, { method: 'POST', headers: json, body: JSON.stringify({ name, password: given }) });
  const codeIn = async (answer: Promise<Response>): Promise<unknown> =>
    ((await (await answer).json()) as { code?: string }).code;

  test('sets it after a login with a link, then logs in with it, and changes it with the one before', async () => {
    const page = await logIn(running);
    expect(await codeIn(tryPassword('owner', password))).toBe('MLA-PEOPLE-010');
    expect(await codeIn(send('PUT', '/api/password', page, { password: 'short' }))).toBe('MLA-SERVER-002');
    expect((await send('PUT', '/api/password', page, { password })).status).toBe(200);
    const entered = await enter(url, { name: 'OWNER', password });
    expect(await (await send('GET', '/api/session', entered)).json()).toMatchObject({
      principal: { id: 'owner', roles: ['admin'] },
    });

    const other = `${password} staple`;
    expect(await codeIn(send('PUT', '/api/password', entered, { password: other }))).toBe('MLA-PEOPLE-006');
    expect((await send('PUT', '/api/password', entered, { current: password, password: other })).status).toBe(200);
    // Other browsers have to log in again, this one does not.
    expect([
      (await send('GET', '/api/session', page)).status,
      (await send('GET', '/api/session', entered)).status,
    ]).toEqual([401, 200]);
    expect(await codeIn(tryPassword('owner', password))).toBe('MLA-PEOPLE-010');
  });

  test('is slowed down when somebody guesses, by name and by address, and gets in with a link all the while', async () => {
    const person = await addTestPerson(running, { name: 'bob', role: 'viewer' });
    await send('PUT', '/api/password', person.page, { password });
    const guesses = await Promise.all(Array.from({ length: 30 }, () => tryPassword('bob', 'a wrong guess')));
    // Five are free. Each further one has waited twice as long as the one before, however slow this machine is.
    const judged = guesses.filter(({ status }) => status === 401).length;
    expect(judged).toBeGreaterThanOrEqual(5);
    expect(judged).toBeLessThan(15);
    const slowed = guesses.find(({ status }) => status === 429)!;
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await slowed.json()).toMatchObject({ code: 'MLA-SERVER-005' });
    const changes = await Promise.all(
      Array.from({ length: 15 }, () =>
        codeIn(send('PUT', '/api/password', person.page, { current: 'a guess', password })),
      ),
    );
    expect(new Set(changes)).toEqual(new Set(['MLA-PEOPLE-006', 'MLA-SERVER-005']));
    const { url: link } = await running.client.call('createPersonLink', { params: { person: 'bob' } });
    expect((await enter(url, { token: codeOf(link) })).cookie).not.toBe('');
  });

  test('gets a new session at each login: a cookie that was planted or used before opens nothing', async () => {
    const before = await logIn(running);
    const planted = before.cookie.replace(/=.*/, `=${'p'.repeat(43)}`);
    const after = await enter(url, { token: codeOf(running.service.loginLink()) }, { cookie: before.cookie });
    expect(after.cookie).not.toBe(before.cookie);
    expect((await send('GET', '/api/session', before)).status).toBe(401);
    const fixed = await enter(url, { token: codeOf(running.service.loginLink()) }, { cookie: planted });
    expect(fixed.cookie).not.toBe(planted);
    expect((await send('GET', '/api/session', { ...fixed, cookie: planted })).status).toBe(401);
  });

  test('is known by the address that a trusted proxy names, and by no other name of an address', async () => {
    const proxied = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' };
    const addressOf = async ({ service }: TestService): Promise<unknown> => {
      const page = await enter(service.url, { token: codeOf(service.loginLink()) }, proxied);
      const sessions = await fetch(`${service.url}/api/sessions`, { headers: { ...page } });
      return ((await sessions.json()) as { current: boolean; address: string }[]).find(({ current }) => current)
        ?.address;
    };
    expect(await addressOf(running)).toBe('127.0.0.1');
    await using behind = await openTestService({ trustedProxies: ['10.0.0.0/8', '127.0.0.1'] });
    expect(await addressOf(behind)).toBe('203.0.113.9');
  });

  test('lists and ends their own sessions, and an admin those of everybody', async () => {
    const eve = await addTestPerson(running, { name: 'eve', role: 'viewer' });
    const page = await logIn(running);
    expect(await codeIn(send('GET', '/api/sessions?everyone=true', eve.page))).toBe('MLA-PEOPLE-001');
    const own = (await (await send('GET', '/api/sessions', eve.page)).json()) as { id: string }[];
    expect(own).toEqual([
      expect.objectContaining({ person: { id: eve.id, name: 'eve' }, current: true, address: '127.0.0.1' }),
    ]);
    const all = (await (await send('GET', '/api/sessions?everyone=true', page)).json()) as {
      id: string;
      current: boolean;
    }[];
    const mine = all.find(({ current }) => current)!;
    expect(await codeIn(send('DELETE', `/api/sessions/${mine.id}`, eve.page))).toBe('MLA-PEOPLE-008');
    expect((await send('DELETE', `/api/sessions/${own[0]!.id}`, page)).status).toBe(200);
    expect((await send('GET', '/api/session', eve.page)).status).toBe(401);
  });

  test('gives programs tokens with no more rights than their own, which make no logins, and revokes them', async () => {
    const page = await logIn(running);
    const mal = await addTestPerson(running, { name: 'mal', role: 'operator' });
    expect(await codeIn(send('POST', '/api/tokens', mal.page, { name: 'more', role: 'admin' }))).toBe('MLA-PEOPLE-001');
    const made = (await (await send('POST', '/api/tokens', page, { name: 'ci', role: 'viewer' })).json()) as {
      id: string;
      token: string;
    };
    const program = createApiClient({ url, token: new Secret(made.token) });
    expect((await program.call('session', {})).principal).toEqual({ id: 'owner', name: 'Owner', roles: ['viewer'] });
    for (const refused of [
      () => program.call('createLoginLink', {}),
      () => program.call('setPassword', { body: { password } }),
      () => program.call('createToken', { body: { name: 'heir', role: 'viewer' } }),
      () => program.call('endSessions', {}),
      () => program.call('endSession', { params: { id: '0123456789abcdef' } }),
    ])
      await expect(refused()).rejects.toMatchObject({ code: 'MLA-PEOPLE-007' });
    // A file of the server’s machine is named with the server’s token only.
    const admin = await addTestPerson(running, { name: 'root', role: 'admin' });
    await expect(admin.client.call('addRelease', { body: { source: '/etc/passwd' } })).rejects.toMatchObject({
      code: 'MLA-SERVER-010',
    });
    expect(JSON.stringify(await program.call('listTokens', {}))).not.toContain(made.token);
    await expect(mal.client.call('revokeToken', { params: { id: made.id } })).rejects.toMatchObject({
      code: 'MLA-PEOPLE-009',
    });
    await running.client.call('revokeToken', { params: { id: made.id } });
    await expect(program.call('session', {})).rejects.toMatchObject({ code: 'MLA-SERVER-001' });
  });
});

describe('in the database', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  test('sessions, tokens and codes that expired open nothing, and none is stored in the clear', async () => {
    const { database } = opened;
    const token = new Secret('server token');
    const people = openPeople(database);
    const logins = openLogins({ database, token, people });
    const apiTokens = openApiTokens(database, token);
    const source = { address: '127.0.0.1' };
    const [cookie, expiredCode] = [
      (await logins.logIn({ token: 'server token' }, source)).cookie.reveal(),
      logins.createCode('owner', -1).reveal(),
    ];
    const { token: apiToken } = await apiTokens.create({ person: 'owner', name: 'x', role: 'viewer', days: 1 });
    await people.setPassword('owner', password);
    expect(await logins.findSession(cookie)).toMatchObject({ person: 'owner' });
    expect(await apiTokens.find(apiToken.reveal())).toMatchObject({ person: 'owner' });
    const stored = JSON.stringify([
      await database.sql.selectFrom('session').selectAll().execute(),
      await database.sql.selectFrom('api_token').selectAll().execute(),
      await database.sql.selectFrom('person').selectAll().execute(),
    ]);
    for (const secret of [cookie, apiToken.reveal(), password]) expect(stored).not.toContain(secret);

    for (const table of ['session', 'api_token'] as const)
      await database.write((writer) =>
        writer
          .updateTable(table)
          .set({ expires_at: sql<Date>`now() - interval '1 second'` })
          .execute(),
      );
    expect([await logins.findSession(cookie), await apiTokens.find(apiToken.reveal())]).toEqual([undefined, undefined]);
    await expect(logins.logIn({ token: expiredCode }, source)).rejects.toMatchObject({ code: 'MLA-SERVER-009' });
  });

  test('more sessions than a page has are listed page by page, and each of them can be ended', async () => {
    const { database } = opened;
    const people = openPeople(database);
    const { id: person } = await people.add({ name: 'many', role: 'viewer', scope: 'all', grant: [] });
    await database.write((writer) =>
      sql`insert into session (id_hash, csrf_hash, person, address, created_at, expires_at)
        select lpad(to_hex(number), 16, '0') || repeat('0', 48), 'x', ${person}, '127.0.0.1',
          now() - number / 10 * interval '1 second', now() + interval '1 day'
        from generate_series(1, 1203) as number`.execute(writer),
    );
    const logins = openLogins({ database, token: new Secret('server token'), people });
    const seen: string[] = [];
    let page = await logins.listSessions({ person, limit: 500 });
    for (; page.length > 0; page = await logins.listSessions({ person, limit: 500, before: page.at(-1)?.id }))
      seen.push(...page.map(({ id }) => id));
    expect([seen.length, new Set(seen).size]).toEqual([1203, 1203]);
    const oldest = seen.at(-1)!;
    expect(await logins.endShownSession(oldest, 'owner')).toBe(false);
    expect(await logins.endShownSession(oldest, person)).toBe(true);
    expect(await logins.endShownSession(oldest, person)).toBe(false);
  });

  test('failures are counted by every replica together, and end with a right login', async () => {
    const { database } = opened;
    const token = new Secret('shared');
    const people = openPeople(database);
    await people.setPassword('owner', password);
    const replicas = [1, 2].map(() => openLogins({ database, token, people }));
    const guess = (replica: number, given: string) =>
      replicas[replica]!.logIn({ name: 'owner', password: given }, { address: '192.0.2.7' }).then(
        () => 'in',
        (error: unknown) => toMlaError(error).code,
      );
    for (let turn = 0; turn < 4; turn += 1) expect(await guess(turn % 2, 'wrong')).toBe('MLA-PEOPLE-010');
    expect(await guess(0, password)).toBe('in');
    const hash = createKeyedHash(token);
    const counts = Object.fromEntries(
      (await database.sql.selectFrom('login_failure').selectAll().execute()).map((row) => [row.key_hash, row.count]),
    );
    // The account’s are forgotten. The address keeps its four: it can be somebody else’s too.
    expect([counts[hash.of('account owner')], counts[hash.of('address 192.0.2.7')]]).toEqual([undefined, 4]);
    expect(await guess(0, 'wrong')).toBe('MLA-PEOPLE-010');
    await database.write((writer) => writer.updateTable('login_failure').set({ count: 12 }).execute());
    expect(await guess(1, password)).toBe('MLA-SERVER-005');
  });

  test('a one-time code works once, on whichever replica', async () => {
    const { database } = opened;
    const people = openPeople(database);
    const replicas = [1, 2].map(() => openLogins({ database, token: new Secret('shared'), people }));
    const code = replicas[0]!.createCode().reveal();
    const used = await Promise.allSettled(
      replicas.map((replica) => replica.logIn({ token: code }, { address: '127.0.0.1' })),
    );
    expect(used.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  test('a password has the form that names its own cost', async () => {
    const people = openPeople(opened.database);
    await people.setPassword('owner', password);
    const { password: hash } = await opened.database.sql
      .selectFrom('person')
      .select('password')
      .where('id', '=', 'owner')
      .executeTakeFirstOrThrow();
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect([await isPasswordOf(password, hash), await isPasswordOf('another', hash)]).toEqual([true, false]);
    // Made by the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32 -e
    const foreign = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await isPasswordOf('password', foreign)).toBe(true);
  });
});
