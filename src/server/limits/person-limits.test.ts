import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../../api/contract.ts';
import { openTestDatabase, sandboxInstallation, type TestDatabase } from '../../runs/database/open-database.fixture.ts';
import { eventually } from '../../../test/patience.fixture.ts';
import { addTestPerson, type TestPerson } from '../people/people.fixture.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { shareOf } from './limited-routes.ts';
import { createPersonLimits, type Limited } from './person-limits.ts';
import { noLimits, readLimits, usualLimits } from './read-limits.ts';
import { createRequestCount } from './request-count.ts';
import { openShares } from './shares.ts';

const person = (id: string): Limited => ({ principal: { id, name: id, roles: ['operator'] }, isServerToken: false });
const [ann, bob] = [person('ann'), person('bob')];

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened[Symbol.asyncDispose]());

function limitsOf(most: Parameters<typeof createPersonLimits>[0]) {
  const fetched = Promise.withResolvers<undefined>();
  const state = { now: 0, runs: 0, fetching: [] as string[], fetched };
  const limits = createPersonLimits(most, {
    requests: createRequestCount(most.requests, { now: () => state.now }),
    shares: openShares(opened.database),
    countRuns: () => Promise.resolve(state.runs),
    fetching: () => state.fetching,
    fetched: () => fetched.promise,
  });
  return { limits, state };
}

describe('requests', () => {
  test('as many as in a minute may come at once; then they come back with time, for each person apart', () => {
    const { limits, state } = limitsOf({ ...noLimits, requests: 60 });
    const count = (login: Limited, times: number): void => {
      for (let time = 0; time < times; time += 1) limits.count(login);
    };
    count(ann, 60);
    expect(() => count(ann, 1)).toThrow(
      expect.objectContaining({ key: 'people.tooManyRequests', details: { most: 60, seconds: 1 } }),
    );
    count(bob, 60);
    state.now = 10_000;
    count(ann, 10);
    expect(() => count(ann, 1)).toThrow(/Wait 1 s/);
  });

  test('the server’s token has no limit', () => {
    const { limits } = limitsOf({ ...noLimits, requests: 1 });
    for (let time = 0; time < 5; time += 1) limits.count({ ...ann, isServerToken: true });
  });
});

describe('at once', () => {
  test('so many checks of a person, and no more until one has ended, also with an error', async () => {
    const { limits } = limitsOf({ ...noLimits, checks: 1 });
    const first = Promise.withResolvers<string>();
    const underWay = limits.within(ann, 'testConnection', () => first.promise);
    const another = () => limits.within(ann, 'runPreflight', () => Promise.resolve('done'));
    await expect(another()).rejects.toMatchObject({
      code: 'MLA-PEOPLE-012',
      fix: expect.stringContaining('MLA_LIMIT_CHECKS') as string,
    });
    await expect(limits.within(bob, 'testConnection', () => Promise.resolve('done'))).resolves.toBe('done');
    first.reject(new Error('no answer'));
    await expect(underWay).rejects.toThrow('no answer');
    await expect(another()).resolves.toBe('done');
  });

  test('a download counts until it has ended, not only until its request is answered', async () => {
    const { limits, state } = limitsOf({ ...noLimits, fetches: 1 });
    const begin = (login: Limited, version: string) =>
      limits.within(login, 'startReleaseFetch', () => Promise.resolve(state.fetching.push(version)));
    await begin(ann, '26.03');
    await expect(begin(ann, '26.03.1')).rejects.toMatchObject({ code: 'MLA-PEOPLE-012' });
    await begin(bob, '26.03.1');
    state.fetched.resolve(undefined);
    await state.fetched.promise;
    await eventually(() =>
      begin(ann, '26.03.2').then(
        () => true,
        () => false,
      ),
    );
  });

  test('a run more than the limit is refused, and removing something never is', async () => {
    const { limits, state } = limitsOf({ ...noLimits, runs: 2 });
    const ask = (route: string) => limits.within(ann, route, () => Promise.resolve('done'));
    state.runs = 1;
    await expect(ask('applyInstallation')).resolves.toBe('done');
    state.runs = 2;
    for (const route of ['applyInstallation', 'retryRun', 'startUpgrade'])
      await expect(ask(route)).rejects.toMatchObject({ code: 'MLA-PEOPLE-013' });
    for (const route of ['deleteInstallation', 'uninstall', 'cancelRun'])
      await expect(ask(route)).resolves.toBe('done');
  });
});

test('each setting has a variable, 0 is no limit, and anything else is refused with the name of the variable', () => {
  expect(readLimits({})).toEqual({});
  expect(readLimits({ MLA_LIMIT_REQUESTS: '60', MLA_LIMIT_RUNS: ' 0 ' })).toEqual({ requests: 60, runs: 0 });
  for (const wrong of ['-1', 'many', '1.5'])
    expect(() => readLimits({ MLA_LIMIT_CHECKS: wrong })).toThrow(/of MLA_LIMIT_CHECKS/);
});

test('the routes that count are in the contract', () => {
  const counted = Object.keys(routes).filter((name) => shareOf(name) !== undefined);
  expect(counted).toHaveLength(10);
});

describe('a server that others use', () => {
  let running: TestService;
  let otto: TestPerson;
  beforeAll(async () => {
    running = await openTestService({
      baseUrl: new URL('http://localhost:5000/'),
      limits: { requests: 30, runs: 1 },
      steps: () => [
        { name: 'wait', phase: 'install', title: 'Wait', input: () => null, run: ({ signal }) => untilAborted(signal) },
      ],
    });
    otto = await addTestPerson(running, { name: 'otto', role: 'operator' });
  });
  afterAll(() => running[Symbol.asyncDispose]());

  test('holds each person to the limits, and says so with 429, cause and fix; the owner’s program has none', async () => {
    const apply = (client: TestService['client'], name: string) =>
      client.call('applyInstallation', { body: sandboxInstallation(name) });
    await apply(otto.client, 'first');
    await expect(apply(otto.client, 'second')).rejects.toMatchObject({ code: 'MLA-PEOPLE-013' });
    await apply(running.client, 'third');

    const ask = () =>
      fetch(`${running.service.url}/api/installations?limit=1`, { headers: { authorization: `Bearer ${otto.token}` } });
    const answers = await Promise.all(Array.from({ length: 40 }, ask));
    const refused = answers.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused?.json()).toMatchObject({ code: 'MLA-PEOPLE-011' });
    await running.client.call('listInstallations', { query: {} });
  });

  test('answers under its own name to its own pages alone, whatever the login', async () => {
    const own = 'http://localhost:5000';
    const path = '/api/installations?limit=1';
    const statusOf = async (headers: Record<string, string>) => {
      const authorization = `Bearer ${running.service.token.reveal()}`;
      return (await fetch(`${running.service.url}${path}`, { headers: { authorization, ...headers } })).status;
    };
    expect(await statusOf({ origin: own })).toBe(200);
    for (const origin of ['https://evil.example', 'https://localhost:5000', 'http://demo.localhost:5000', 'null'])
      expect(await statusOf({ origin }), origin).toBe(403);
  });

  test('has limits without any setting, and a server for oneself has none', () => {
    expect(Object.values(usualLimits).every((most) => most > 0)).toBe(true);
    expect(Object.values(noLimits)).toEqual([0, 0, 0, 0]);
  });
});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
}
