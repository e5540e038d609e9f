import { describe, expect, test } from 'vitest';
import { emptyDraft, namespaceOf, readDraft } from './new-user-draft.ts';

const ann = { ...emptyDraft, email: ' Ann@Example.com ' };

describe('the form for a new user', () => {
  test('gives the namespace the name that Kubeflow proposes, until somebody types another', () => {
    expect(namespaceOf({ ...emptyDraft, email: 'Ann.Lee@example.com' })).toBe('ann-lee');
    expect(namespaceOf({ ...ann, profile: 'lab' })).toBe('lab');
  });

  test('sends what is typed, and no empty limit', () => {
    const { body } = readDraft({
      ...ann,
      password: 'chosen',
      profile: 'ann',
      quota: { cpu: ' 8 ', memory: '' },
      contributes: 'team, shop:view',
    });
    expect(body).toEqual({
      email: 'Ann@Example.com',
      external: false,
      password: 'chosen',
      profile: { name: 'ann', quota: { cpu: '8' } },
      contributes: [
        { namespace: 'team', role: 'edit' },
        { namespace: 'shop', role: 'view' },
      ],
    });
  });

  test('sends no password of a user who logs in through an external login service', () => {
    const { body } = readDraft({ ...ann, external: true, password: 'typed before', profile: 'ann' });
    expect(body).toMatchObject({ external: true, profile: { name: 'ann' } });
    expect(body).not.toHaveProperty('password');
  });

  test('says nothing of a name that the address gives, while the address is wrong', () => {
    expect(Object.keys(readDraft(emptyDraft).errors)).toEqual(['email']);
    expect(Object.keys(readDraft({ ...emptyDraft, profile: '' }).errors)).toEqual(['email', 'profile']);
  });

  test('asks for rights somewhere, where an external user gets no namespace', () => {
    const draft = { ...ann, external: true, withProfile: false };
    expect(Object.keys(readDraft(draft).errors)).toEqual(['contributes']);
    expect(readDraft({ ...draft, contributes: 'team' }).errors).toEqual({});
    expect(readDraft({ ...draft, external: false }).errors).toEqual({});
  });

  test.each([
    ['email', { email: 'ann' }],
    ['password', { password: '' }],
    ['profile', { profile: 'Ann Lab' }],
    ['contributes', { contributes: 'team:all' }],
    ['cpu', { quota: { cpu: 'many' } }],
  ])('says what is wrong at the field %s', (field, wrong) => {
    const { body, errors } = readDraft({ ...ann, profile: 'ann', ...wrong });
    expect(body).toBeUndefined();
    expect(Object.entries(errors)).toEqual([[field, expect.stringMatching(/^[A-Z].*\.$/)]]);
  });
});
