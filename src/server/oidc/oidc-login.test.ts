import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createApiClient } from '../../api/client.ts';
import { createOutbound } from '../../network/outbound.ts';
import { openTestDatabase } from '../../runs/database/open-database.fixture.ts';
import { openDatabase, type Database } from '../../runs/database/open-database.ts';
import { findPostgres, startPostgres } from '../../runs/database/postgres-server.fixture.ts';
import { createRedactor } from '../../runs/secrets/redactor.ts';
import { Secret } from '../../secret.ts';
import { openLogins } from '../login/logins.ts';
import { openPeople } from '../people/people.ts';
import { openTestService, type Page, type TestService } from '../service.fixture.ts';
import { startCompany, type Company } from './company.fixture.ts';
import { openOidcLogin } from './oidc-login.ts';
import { readOidcSettings } from './read-oidc-settings.ts';

let company: Company;
let running: TestService;
let url: string;
const settingsOf = (issuer: string, more: Record<string, string> = {}) =>
  readOidcSettings({
    MLA_OIDC_ISSUER: issuer,
    MLA_OIDC_CLIENT_ID: 'mlanywhere',
    MLA_OIDC_CLIENT_SECRET: company.clientSecret,
    MLA_OIDC_ROLES: 'ml-admins=admin,ml-team=operator',
    MLA_OIDC_NAME: 'the company',
    ...more,
  });
beforeAll(async () => {
  company = await startCompany();
  running = await openTestService({ oidc: settingsOf(company.issuer) });
  ({ url } = running.service);
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await company.stop();
});
afterEach(() => company.setFaults({}));

const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** A begun login, and the provider's answer to it. */
interface Answered {
  readonly answer: string;
  readonly cookie: string;
}

async function answered(person: string, next = '/'): Promise<Answered> {
  const begun = await post('/api/login/provider', { next });
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
  const end = await company.logIn(((await begun.json()) as { url: string }).url, person);
  // What a browser does when the provider sends it back from another site.
  const back = await fetch(end, { redirect: 'manual', headers: { 'sec-fetch-site': 'cross-site' } });
  const page = new URL(back.headers.get('location') ?? '');
  expect([page.origin, page.pathname, page.search]).toEqual([url, '/login', '']);
  return { cookie, answer: new URLSearchParams(page.hash.slice(1)).get('answer') ?? '' };
}

const finish = ({ answer, cookie }: Answered): Promise<Response> =>
  post('/api/login/provider/answer', { answer }, { cookie });

async function enterAs(person: string): Promise<Page> {
  const entered = await finish(await answered(person));
  const { csrfToken } = (await entered.json()) as { csrfToken: string };
  const session = entered.headers.getSetCookie().find((line) => line.startsWith('mla_session')) ?? '';
  return { cookie: session.split(';')[0] ?? '', 'x-csrf-token': csrfToken };
}
const principalOf = async (page: Page): Promise<unknown> =>
  ((await (await fetch(`${url}/api/session`, { headers: { ...page } })).json()) as { principal: unknown }).principal;
const codeOf = async (answer: Promise<Response> | Response): Promise<unknown> =>
  ((await (await answer).json()) as { code?: string }).code;
/** The answer with one value changed, as the address bar allows. */
const changed = ({ answer, cookie }: Answered, name: string, value: string): Answered => {
  const query = new URLSearchParams(answer);
  query.set(name, value);
  return { answer: query.toString(), cookie };
};

describe('a person of the provider', () => {
  test('logs in, is there from then on, and has the role that the groups give at each login', async () => {
    expect(await (await fetch(`${url}/api/login`)).json()).toEqual({ passwords: false, provider: 'the company' });
    await company.setPerson('u1', { preferred_username: 'ann', email: 'ann@example.com', groups: ['ml-team', 'x'] });
    const begun = await answered('u1', '/installations/demo?tab=runs');
    expect(await (await finish(begun)).json()).toMatchObject({ next: '/installations/demo?tab=runs' });
    const first = await principalOf(await enterAs('u1'));
    expect(first).toMatchObject({ name: 'ann', roles: ['operator'] });
    await company.setPerson('u1', {
      preferred_username: 'anna',
      email: 'a@example.com',
      groups: ['ml-team', 'ml-admins'],
    });
    expect(await principalOf(await enterAs('u1'))).toEqual({ ...(first as object), roles: ['admin'] });
    const listed = await running.client.call('listPeople', {});
    expect(listed.filter(({ name }) => name === 'ann')).toMatchObject([{ email: 'a@example.com', hasPassword: false }]);
  });

  test('is nobody else, whatever name and e-mail address the provider says', async () => {
    const body = { name: 'bob', email: 'bob@example.com', role: 'admin' } as const;
    await running.client.call('addPerson', { body });
    for (const [id, name] of [
      ['u2', 'bob'],
      ['u3', 'Owner'],
      ['u4', '<b>'],
    ] as const)
      await company.setPerson(id, { preferred_username: name, email: 'bob@example.com', groups: ['ml-team'] });
    const shown: string[] = [];
    for (const id of ['u2', 'u3', 'u4']) {
      const { name, roles } = (await principalOf(await enterAs(id))) as { name: string; roles: string[] };
      shown.push(`${name} ${roles.join()}`);
    }
    expect(shown).toEqual(['bob 2 operator', 'Owner 2 operator', 'bob@example.com operator']);
  });

  test('is refused without a group, and loses what was open', async () => {
    await company.setPerson('u5', { preferred_username: 'eve', groups: ['others'] });
    expect(await codeOf(finish(await answered('u5')))).toBe('MLA-OIDC-013');
    await company.setPerson('u5', { preferred_username: 'eve' });
    expect(await codeOf(finish(await answered('u5')))).toBe('MLA-OIDC-012');
    expect((await running.client.call('listPeople', {})).map(({ name }) => name)).not.toContain('eve');

    await company.setPerson('u5', { preferred_username: 'eve', groups: 'ml-team' });
    const page = await enterAs('u5');
    const made = await post('/api/tokens', { name: 'ci', role: 'operator' }, { ...page });
    const { token } = (await made.json()) as { token: string };
    const program = createApiClient({ url, token: new Secret(token) });
    await program.call('session', {});
    await company.setPerson('u5', { preferred_username: 'eve', groups: [] });
    expect(await codeOf(finish(await answered('u5')))).toBe('MLA-OIDC-013');
    expect(await principalOf(page)).toBeUndefined();
    await expect(program.call('session', {})).rejects.toMatchObject({ code: 'MLA-SERVER-001' });
  });

  test('has no password here, and stays out while disabled', async () => {
    await company.setPerson('u6', { preferred_username: 'dora', groups: ['ml-team'] });
    const page = await enterAs('u6');
    const password = fetch(`${url}/api/password`, {
      method: 'PUT',
      headers: { ...page, 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'correct horse battery' }),
    });
    expect(await codeOf(password)).toBe('MLA-OIDC-015');
    await running.client.call('changePerson', { params: { person: 'dora' }, body: { disabled: true } });
    expect(await codeOf(finish(await answered('u6')))).toBe('MLA-OIDC-014');
  });
});

describe('an answer is refused', () => {
  beforeAll(() => company.setPerson('ok', { preferred_username: 'otto', groups: ['ml-team'] }));

  test.each([
    ['state', 'of-another-login', 'MLA-OIDC-004'],
    ['iss', 'https://evil.example', 'MLA-OIDC-005'],
    ['code', 'made-up', 'MLA-OIDC-008'],
    ['error', 'access_denied', 'MLA-OIDC-010'],
  ])('with another %s', async (name, value, code) => {
    expect(await codeOf(finish(changed(await answered('ok'), name, value)))).toBe(code);
  });

  test.each([
    ['nonce', { nonce: 'of-another-login' }, 'MLA-OIDC-006'],
    ['issuer', { issuer: 'https://evil.example' }, 'MLA-OIDC-005'],
    ['clock', { clock: -4000 }, 'MLA-OIDC-007'],
    ['signature', { foreignKey: true }, 'MLA-OIDC-011'],
  ])('whose token has another %s', async (_, faults, code) => {
    await company.setFaults(faults);
    const refused = await finish(await answered('ok'));
    expect(refused.headers.getSetCookie().filter((line) => line.startsWith('mla_session'))).toEqual([]);
    expect(await codeOf(refused)).toBe(code);
  });

  test('that comes twice, without its cookie, with a foreign one, or after the person said no', async () => {
    const once = await answered('ok');
    expect((await finish(once)).status).toBe(200);
    expect(await codeOf(finish(once))).toBe('MLA-OIDC-008');
    const fresh = await answered('ok');
    expect(await codeOf(finish({ ...fresh, cookie: '' }))).toBe('MLA-OIDC-003');
    expect(
      await codeOf(finish({ ...fresh, cookie: fresh.cookie.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })),
    ).toBe('MLA-OIDC-003');
    expect(await codeOf(finish({ ...fresh, cookie: once.cookie }))).toBe('MLA-OIDC-004');
    expect(await codeOf(finish(await answered('')))).toBe('MLA-OIDC-010');
  });

  test('that would lead elsewhere afterwards', async () => {
    for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', '/\n/evil.example', 'evil'])
      expect(await codeOf(post('/api/login/provider', { next }))).toBe('MLA-SERVER-002');
  });
});

const postgres = findPostgres();
if (!postgres) console.warn('People of a provider on PostgreSQL are not tested: no PostgreSQL server was found.');

/** Two servers on one database, each with a connection of its own where it can. */
interface Shared extends AsyncDisposable {
  readonly databases: readonly [Database, Database];
}

async function openEmbedded(): Promise<Shared> {
  const { database, ...opened } = await openTestDatabase();
  return { ...opened, databases: [database, database] };
}

async function openPostgres(): Promise<Shared> {
  const server = await startPostgres(postgres ?? '');
  const one = await openDatabase({ url: server.url });
  const other = await openDatabase({ url: server.url });
  return {
    databases: [one, other],
    async [Symbol.asyncDispose]() {
      await one.close();
      await other.close();
      await server.stop();
    },
  };
}

const engines = [
  { name: 'embedded database', open: openEmbedded },
  ...(postgres ? [{ name: 'PostgreSQL server', open: openPostgres }] : []),
];

describe.each(engines)('of several servers, on the $name', ({ open }) => {
  let opened: Shared;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened[Symbol.asyncDispose]());

  const openOne = (issuer: string, more?: Record<string, string>, index: 0 | 1 = 0) => {
    const database = opened.databases[index];
    const token = new Secret('shared');
    const logins = openLogins({ database, token, people: openPeople(database) });
    const fetch = createOutbound({}).fetch;
    const settings = settingsOf(issuer, more);
    if (settings === undefined) throw new Error('no issuer');
    return { logins, oidc: openOidcLogin(settings, { database, token, logins, fetch, redactor: createRedactor() }) };
  };
  const redirectUri = 'http://127.0.0.1/login/callback';

  test('another one finishes what one began, once, and two first logins make one person', async () => {
    await company.setPerson('u7', { preferred_username: 'gil', groups: ['ml-team'] });
    const [one, other] = [openOne(company.issuer), openOne(company.issuer, {}, 1)];
    const begin = async () => {
      const { url: address, cookie } = await one.oidc.begin('/', redirectUri);
      return { cookie, redirectUri, answer: (await company.logIn(address, 'u7')).search.slice(1) };
    };
    const both = await Promise.all([begin(), begin()]);
    // The first login of one person, at both at once.
    const [first, second] = both;
    const done = await Promise.all([other.oidc.finish(first), one.oidc.finish(second)]);
    expect(done[0].code.person).toBe(done[1].code.person);
    const enter = () => other.logins.logInBy(() => Promise.resolve(done[0].code), { address: '192.0.2.1' });
    expect(await enter()).toMatchObject({ person: done[0].code.person });
    await expect(enter()).rejects.toMatchObject({ code: 'MLA-OIDC-003' });
  });

  test('the name of another person gets a number, the role follows the groups, and without a group all is lost', async () => {
    const { logins, oidc } = openOne(company.issuer);
    const people = openPeople(opened.databases[0]);
    await people.add({ name: 'ida', role: 'admin', scope: 'all', grant: [] });
    const enter = async (groups: readonly string[]) => {
      await company.setPerson('u8', { preferred_username: 'ida', groups });
      const { url: address, cookie } = await oidc.begin('/', redirectUri);
      const answer = (await company.logIn(address, 'u8')).search.slice(1);
      const { code } = await oidc.finish({ answer, cookie, redirectUri });
      return logins.logInBy(() => Promise.resolve(code), { address: '192.0.2.1' });
    };
    const { person, cookie } = await enter(['ml-team']);
    expect(await people.get(person)).toMatchObject({ name: 'ida 2', role: 'operator' });
    await enter(['ml-admins']);
    expect(await people.get(person)).toMatchObject({ name: 'ida 2', role: 'admin' });
    expect(await oidc.people.isFromProvider(person)).toBe(true);
    await expect(enter(['others'])).rejects.toMatchObject({ code: 'MLA-OIDC-013' });
    expect(await logins.findSession(cookie.reveal())).toBeUndefined();
  });

  test('names what is wrong with a provider or with the client', async () => {
    const begin = (issuer: string) => openOne(issuer).oidc.begin('/', redirectUri);
    await expect(begin('http://127.0.0.1:1')).rejects.toMatchObject({ code: 'MLA-OIDC-002' });
    // Another name of the same provider, which is not what it calls itself.
    await expect(begin(company.issuer.replace('127.0.0.1', 'localhost'))).rejects.toMatchObject({
      code: 'MLA-OIDC-005',
    });
    await expect(begin(`${company.issuer}/elsewhere`)).rejects.toMatchObject({ code: 'MLA-OIDC-002' });
    const { oidc } = openOne(company.issuer, { MLA_OIDC_CLIENT_SECRET: 'another secret' });
    const { url: address, cookie } = await oidc.begin('/', redirectUri);
    const answer = (await company.logIn(address, 'u7')).search.slice(1);
    await expect(oidc.finish({ answer, cookie, redirectUri })).rejects.toMatchObject({ code: 'MLA-OIDC-009' });
  });
});
