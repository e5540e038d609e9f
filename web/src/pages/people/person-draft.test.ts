import { describe, expect, test } from 'vitest';
import type { PersonView } from '../../../../src/api/contract.ts';
import { draftOf, emptyDraft, readChange, readPerson } from './person-draft.ts';

const ann: PersonView = {
  id: '1',
  name: 'ann',
  email: 'ann@example.com',
  role: 'operator',
  scope: 'granted',
  granted: ['demo', 'lab'],
  disabled: false,
  hasPassword: true,
  createdAt: '2026-11-01T08:00:00Z',
  lastLoginAt: null,
};

describe('the form about a person', () => {
  test('reads a new one, with names of installations between commas or spaces', () => {
    expect(readPerson({ ...emptyDraft, name: ' vera ', role: 'operator', grants: 'demo, lab  shop,' })).toEqual({
      errors: {},
      body: { name: 'vera', role: 'operator', scope: 'all', grant: ['demo', 'lab', 'shop'] },
    });
  });

  test('says what is wrong at each field', () => {
    const { body, errors } = readPerson({ ...emptyDraft, name: '/', email: 'ann', grants: 'Demo' });
    expect(body).toBeUndefined();
    expect(Object.keys(errors)).toEqual(['name', 'email', 'grants']);
  });

  test('grants and withdraws only what becomes different', () => {
    expect(readChange(ann, draftOf(ann)).body).toMatchObject({ grant: [], revoke: [] });
    expect(readChange(ann, { ...draftOf(ann), email: '', grants: 'lab, shop' }).body).toEqual({
      name: 'ann',
      email: null,
      role: 'operator',
      scope: 'granted',
      grant: ['shop'],
      revoke: ['demo'],
    });
  });

  test('never sends a role of the owner', () => {
    expect(readChange({ ...ann, id: 'owner' }, draftOf(ann)).body).not.toHaveProperty('role');
  });
});
