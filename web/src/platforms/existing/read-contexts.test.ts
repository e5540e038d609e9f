import { describe, expect, test } from 'vitest';
import { readContexts } from './read-contexts.ts';

describe('the contexts of a kubeconfig', () => {
  test('are its names in their order, with the current one', async () => {
    const text =
      'apiVersion: v1\nkind: Config\ncurrent-context: lab\ncontexts:\n  - { name: home, context: { cluster: home } }\n  - { name: lab, context: { cluster: lab } }\n';
    expect(await readContexts(text)).toEqual({ names: ['home', 'lab'], current: 'lab' });
  });

  test.each([
    ['nothing', ''],
    ['half a file', 'contexts: [{ name'],
    ['another file', 'kind: Installation\ncontexts: none'],
    ['a picture', 'contexts\u0000\u0001'],
    ['names that are none', 'contexts: [{ name: 3 }, 7, null]'],
  ])('of %s are none', async (_, text) => {
    expect(await readContexts(text)).toEqual({ names: [], current: undefined });
  });
});
