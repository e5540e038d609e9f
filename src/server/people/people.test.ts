import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes, type Route } from '../../api/contract.ts';
import { covers, type Role } from '../../api/principal.ts';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { addTestPerson, type TestPerson } from './people.fixture.ts';

let running: TestService;
let url: string;
let people: Record<Role, TestPerson>;
beforeAll(async () => {
  running = await openTestService();
  ({ url } = running.service);
  people = {
    viewer: await addTestPerson(running, { name: 'vera', role: 'viewer' }),
    operator: await addTestPerson(running, { name: 'otto', role: 'operator' }),
    admin: await addTestPerson(running, { name: 'ada', role: 'admin' }),
  };
});
afterAll(() => running[Symbol.asyncDispose]());

const settled = (client: TestService['client'], run: string) =>
  expect.poll(async () => (await client.call('getRun', { params: { id: run } })).state).toBe('succeeded');

describe('the role of a person', () => {
  /** These would end what the others need. */
  const ending = new Set(['/api/logout', 'DELETE /api/sessions']);

  test.each(['viewer', 'operator', 'admin'] as const)(
    'opens to a %s what the contract says, and no more',
    async (role) => {
      const headers = { authorization: `Bearer ${people[role].token}`, 'content-type': 'application/json' };
      for (const { method, path, role: needed } of Object.values<Route>(routes)) {
        if (needed === 'none' || ending.has(path) || ending.has(`${method} ${path}`)) continue;
        const address = path.replace(':id', 'none-1').replace(':person', 'nobody').replace(/:\w+/g, 'none');
        const answer = await fetch(`${url}${address}`, { method, headers, ...(method !== 'GET' && { body: '{}' }) });
        const { code } = (await answer.json()) as { code?: string };
        const least = needed === 'granted' ? 'operator' : needed;
        // A request that is not valid is refused for that, before anybody looks at the role.
        const isRefused = code === 'MLA-PEOPLE-001' || (code === 'MLA-SERVER-002' && !covers([role], least));
        expect(`${method} ${path} ${isRefused ? 'refused' : 'open'} ${code ?? ''}`).toContain(
          `${method} ${path} ${covers([role], least) ? 'open' : 'refused'}`,
        );
      }
    },
  );

  test('counts from the next request, also for tokens and sessions that are there', async () => {
    const changing = await addTestPerson(running, { name: 'chris', role: 'admin' });
    await changing.client.call('listPeople', {});
    await running.client.call('changePerson', { params: { person: 'CHRIS' }, body: { role: 'viewer' } });
    await expect(changing.client.call('listPeople', {})).rejects.toMatchObject({
      code: 'MLA-PEOPLE-001',
      message: 'chris has the role viewer, but this needs the role admin.',
    });
    await running.client.call('changePerson', { params: { person: changing.id }, body: { disabled: true } });
    await expect(changing.client.call('listRuns', {})).rejects.toMatchObject({ code: 'MLA-SERVER-001' });
    expect((await fetch(`${url}/api/session`, { headers: { ...changing.page } })).status).toBe(401);
  });

  test('of the owner stays, so that the last admin cannot be removed', async () => {
    const { client } = people.admin;
    for (const body of [{ role: 'viewer' }, { disabled: true }] as const)
      await expect(client.call('changePerson', { params: { person: 'owner' }, body })).rejects.toMatchObject({
        code: 'MLA-PEOPLE-005',
      });
    await expect(client.call('removePerson', { params: { person: 'Owner' } })).rejects.toMatchObject({
      code: 'MLA-PEOPLE-005',
    });
  });

  test('a name is taken whatever its case, and a person who is removed leaves nothing open', async () => {
    await expect(running.client.call('addPerson', { body: { name: 'OTTO' } })).rejects.toMatchObject({
      code: 'MLA-PEOPLE-004',
    });
    const leaving = await addTestPerson(running, { name: 'lea', role: 'viewer' });
    await running.client.call('removePerson', { params: { person: 'lea' } });
    await expect(leaving.client.call('session', {})).rejects.toMatchObject({ code: 'MLA-SERVER-001' });
    expect((await fetch(`${url}/api/session`, { headers: { ...leaving.page } })).status).toBe(401);
  });
});

describe('an operator of named installations', () => {
  test('operates what they created or were given, and creates more', async () => {
    const narrow = await addTestPerson(running, { name: 'nina', role: 'operator', scope: 'granted' });
    const first = await people.operator.client.call('applyInstallation', { body: sandboxInstallation('of-otto') });
    await settled(people.operator.client, first.runId);
    const notGranted = { code: 'MLA-PEOPLE-002' };
    for (const refused of [
      narrow.client.call('applyInstallation', { body: sandboxInstallation('of-otto') }),
      narrow.client.call('retryRun', { params: { id: first.runId } }),
      narrow.client.call('stopCluster', { params: { name: 'of-otto' } }),
      narrow.client.call('getKubeconfig', { params: { name: 'of-otto' } }),
    ])
      await expect(refused).rejects.toMatchObject(notGranted);
    // Reading is for everybody.
    expect((await narrow.client.call('getInstallation', { params: { name: 'of-otto' } })).name).toBe('of-otto');

    const own = await narrow.client.call('applyInstallation', { body: sandboxInstallation('of-nina') });
    await settled(narrow.client, own.runId);
    await running.client.call('changePerson', { params: { person: 'nina' }, body: { grant: ['of-otto'] } });
    const again = await narrow.client.call('applyInstallation', { body: sandboxInstallation('of-otto') });
    await settled(narrow.client, again.runId);
    expect((await running.client.call('listPeople', {})).find(({ name }) => name === 'nina')).toMatchObject({
      scope: 'granted',
      granted: ['of-nina', 'of-otto'],
    });
  });

  test('and every other operator delete only what is granted to them by name', async () => {
    const { runId } = await people.admin.client.call('applyInstallation', { body: sandboxInstallation('of-ada') });
    await settled(people.admin.client, runId);
    const remove = (person: TestPerson) =>
      person.client.call('deleteInstallation', { params: { name: 'of-ada' }, query: {} });
    await expect(remove(people.operator)).rejects.toMatchObject({ code: 'MLA-PEOPLE-002' });
    await running.client.call('changePerson', { params: { person: 'otto' }, body: { grant: ['of-ada'] } });
    await settled(running.client, (await remove(people.operator)).runId);
    // A new installation of this name is not theirs any more.
    await settled(
      running.client,
      (await people.admin.client.call('applyInstallation', { body: sandboxInstallation('of-ada') })).runId,
    );
    await expect(remove(people.operator)).rejects.toMatchObject({ code: 'MLA-PEOPLE-002' });
  });
});
