import { expect, test } from 'vitest';
import { z } from 'zod';
import { connectionView } from '../api/contract.ts';
import { defineConnection, type UndeclaredFields } from './definition.ts';
import { platformDefinitions } from './registry.ts';

const schema = z.strictObject({ platform: z.literal('x'), address: z.string(), token: z.string() });

test('a field of a connection that has no kind does not compile', () => {
  // @ts-expect-error: `token` is neither shown nor secret.
  defineConnection({ schema, fields: { address: 'shown' }, flags: [] });
  const complete = defineConnection({ schema, fields: { address: 'shown', token: 'secret' }, flags: [] });
  const leaky = { id: 'x', connection: { schema, fields: { address: 'shown' }, flags: [] } } as const;
  // @ts-expect-error: also where a definition was written without `defineConnection`.
  const none: UndeclaredFields<typeof leaky> = undefined;
  expect([Object.keys(complete.fields), Object.keys(leaky.connection.fields), none]).toEqual([
    ['address', 'token'],
    ['address'],
    undefined,
  ]);
});

test('each platform names the kind of each field, and the view has no field that holds a secret', () => {
  for (const definition of platformDefinitions) {
    if (!('connection' in definition)) continue;
    const { schema: given, fields } = definition.connection;
    expect(['platform', ...Object.keys(fields)].sort()).toEqual(Object.keys(given.shape).sort());
    const secret = Object.entries(fields).flatMap(([field, kind]) => (kind === 'shown' ? [] : [field]));
    expect(secret.filter((field) => field in connectionView.shape)).toEqual([]);
  }
});
