import { describe, expect, test } from 'vitest';
import type { UserView } from '../../../../../src/api/contract.ts';
import { differencesOf, draftOf, noRights, readChange } from './change-draft.ts';

const email = 'ann@example.com';
const ann: UserView = {
  email,
  login: 'password',
  profiles: [{ name: 'ann', owner: email, quota: { cpu: '8', pods: '20' } }],
  contributes: [
    { namespace: 'team', email, role: 'edit' },
    { namespace: 'shop', email, role: 'view' },
    { namespace: 'odd', email, role: 'edit' },
    { namespace: 'odd', email, role: 'view' },
  ],
};
const start = draftOf(ann);

describe('the form that changes a user', () => {
  test('opens with what the cluster has, and then changes nothing', () => {
    expect(start.roles).toEqual({ team: 'edit', shop: 'view', odd: 'edit, view' });
    expect(readChange(ann, start)).toMatchObject({
      differences: [],
      errors: { nothing: expect.any(String) as string },
    });
  });

  test('sends only what becomes different', () => {
    const { body, differences } = readChange(ann, {
      roles: { ...start.roles, team: 'view', shop: noRights },
      more: 'lab:view, odd',
      quotas: { ann: { cpu: ' 16 ', pods: '', memory: '' } },
    });
    expect(body).toEqual({
      contributes: [
        { namespace: 'team', role: 'view' },
        { namespace: 'odd', role: 'edit' },
        { namespace: 'lab', role: 'view' },
      ],
      leaves: ['shop'],
      quotas: [{ profile: 'ann', hard: { cpu: '16', pods: null } }],
    });
    expect(differences).toHaveLength(6);
  });

  test('sees no difference in rights that are typed again', () => {
    expect(differencesOf(ann, { ...start, more: 'team' })).toEqual([]);
  });

  test('says what is wrong at the field', () => {
    const { errors, body } = readChange(ann, { ...start, quotas: { ann: { cpu: 'many' } } });
    expect(body).toBeUndefined();
    expect(Object.keys(errors)).toEqual(['ann cpu']);
    expect(Object.keys(readChange(ann, { ...start, more: 'team:all' }).errors)).toEqual(['more']);
    expect(Object.keys(readChange(ann, { ...start, more: 'Team A' }).errors)).toEqual(['more']);
  });
});
