import { expect, test } from 'vitest';
import { answersKept, render, wordsOf } from '../../../../testing/render.fixture.ts';
import type { UserView } from '../../../../../src/api/contract.ts';
import { usersQuery } from '../../../api/queries.ts';
import { ChangeFields, Differences } from './change-user.tsx';
import { draftOf } from './change-draft.ts';
import { emptyDraft } from './new-user-draft.ts';
import { NewUserFields } from './new-user-fields.tsx';
import { Users } from './users.tsx';

const eve: UserView = {
  email: 'Eve@example.com',
  login: 'external',
  profiles: [{ name: 'eve', owner: 'Eve@example.com', quota: { cpu: '8', 'count/jobs.batch': '5' } }],
  contributes: [{ namespace: 'team', email: 'Eve@example.com', role: 'admin' }],
};
const nothing = () => undefined;

test('a user of an external login service can be changed and removed, and has no password to set', async () => {
  const answers = answersKept();
  answers.setQueryData(usersQuery('demo').queryKey, { users: [eve] });
  const html = await render(<Users name="demo" services={[]} />, answers);
  const labels = [...html.matchAll(/aria-label="([^"]*Eve@example.com)"/g)].map(([, label]) => label);
  expect(labels).toEqual(['Change Eve@example.com', 'Remove Eve@example.com']);
});

test('the form for an external user asks for no password, and says when nobody could log in', async () => {
  const fields = (services: string[], external: boolean) =>
    render(
      <NewUserFields
        draft={{ ...emptyDraft, external }}
        change={nothing}
        errors={{}}
        known={['team']}
        services={services}
      />,
    );
  const external = await fields(['Company login'], true);
  expect(external).not.toContain('user-password');
  expect(wordsOf(external)).toContain('Through an external login service: Company login');
  expect(wordsOf(external)).toContain('Exactly as the login service writes it');
  expect(wordsOf(external)).not.toContain('no login service yet');
  expect(wordsOf(await fields([], true))).toContain('no login service yet');
  expect(await fields([], false)).toContain('user-password');
});

test('a wrong field is marked, and its control names the message', async () => {
  const html = await render(
    <NewUserFields
      draft={emptyDraft}
      change={nothing}
      errors={{ email: 'This is no e-mail address.' }}
      known={[]}
      services={[]}
    />,
  );
  const [, control = ''] = /(<input[^>]*id="user-email"[^>]*>)/.exec(html) ?? [];
  expect(control).toContain('aria-invalid="true"');
  expect(control).toContain('aria-describedby="user-email-note"');
  expect(html).toMatch(/id="user-email-note".*This is no e-mail address/);
});

test('the form of a change has every limit of a namespace, and keeps a role that people wrote by hand', async () => {
  const html = await render(
    <ChangeFields user={eve} draft={draftOf(eve)} change={nothing} errors={{}} known={['eve', 'team', 'shop']} />,
  );
  expect(html).toMatch(/id="limit-eve-count\/jobs.batch"[^>]*value="5"/);
  expect([...html.matchAll(/<option[^>]*value="(\w+)"/g)].map(([, role]) => role)).toEqual([
    'admin',
    'edit',
    'view',
    'none',
  ]);
  expect(wordsOf(html)).toContain('The cluster has shop.');
});

test('a change is shown before it is sent', async () => {
  const html = await render(
    <Differences
      differences={[
        { namespace: 'team', before: 'edit', after: undefined },
        { namespace: 'eve', limit: 'cpu', before: '8', after: '16' },
      ]}
    />,
  );
  expect(wordsOf(html)).toContain('Rights in team: edit → none');
  expect(wordsOf(html)).toContain('CPU limit of eve: 8 → 16');
});
