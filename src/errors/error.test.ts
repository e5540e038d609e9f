import { describe, expect, test } from 'vitest';
import { fromReport, isError, MlaError } from './error.ts';

const gone = new MlaError('ccp.clusterGone', { name: 'lab' });

/* Whether these hold is the compiler's to say: an expected error that does not come is one itself. */
describe('what does not compile:', () => {
  const made: readonly (() => MlaError)[] = [
    // @ts-expect-error: `name` is missing
    () => new MlaError('ccp.clusterGone', {}),
    // @ts-expect-error: no details at all
    () => new MlaError('ccp.clusterGone'),
    // @ts-expect-error: `nmae` is misspelled
    () => new MlaError('ccp.clusterGone', { nmae: 'lab' }),
    // @ts-expect-error: no text shows `size`
    () => new MlaError('ccp.clusterGone', { name: 'lab', size: 3 }),
    // @ts-expect-error: no text of this error shows anything
    () => new MlaError('cli.declined', { name: 'lab' }),
    // @ts-expect-error: there is no such key
    () => new MlaError('ccp.clusterGnoe', { name: 'lab' }),
    // @ts-expect-error: a number is no key
    () => new MlaError('MLA-CCP-046', { name: 'lab' }),
    // @ts-expect-error: either error may come, so the details of both are needed
    () => new MlaError(gone.details['name'] ? 'ccp.clusterGone' : 'ccp.imageUnknown', { name: 'lab' }),
    // @ts-expect-error: a detail is no list
    () => new MlaError('ccp.clusterGone', { name: ['lab'] }),
  ];

  test('each of them', () => {
    // @ts-expect-error: there is no such key to compare with
    expect(gone.key === 'ccp.clusterGnoe').toBe(false);
    // @ts-expect-error: nor to ask for
    expect(isError(gone, 'ccp.clusterGnoe')).toBe(false);
    expect(made).toHaveLength(9);
  });
});

describe('what compiles:', () => {
  test('an error without placeholders takes no details, and one with declared extras may have them', () => {
    expect(new MlaError('cli.declined').details).toEqual({});
    expect(new MlaError('general.cancelled', { verb: 'get', object: 'Pod x' }).details).toEqual({
      verb: 'get',
      object: 'Pod x',
    });
  });

  test('the braces of a command in a text are no placeholders', () => {
    const left = new MlaError('kubernetes.conversionLeft', {
      object: 'Notebook',
      reason: 'not set',
      name: 'notebooks',
    });
    expect(left.fix).toContain(`patch crd notebooks --type=merge -p '{"spec":{"conversion":`);
  });
});

describe('an error', () => {
  test('travels by its number, and keeps its key to itself', () => {
    expect(JSON.parse(JSON.stringify(gone))).toEqual({
      code: 'MLA-CCP-046',
      kind: 'not-found',
      message: 'The cluster lab no longer exists.',
      cause: gone.likelyCause,
      fix: gone.fix,
      details: { name: 'lab' },
    });
  });

  test('comes back as it was, in the words of the version that it comes from', () => {
    const back = fromReport({ ...gone.report(), message: 'lab is gone.' });
    expect(isError(back, 'cli.declined', 'ccp.clusterGone')).toBe(true);
    expect(back).toMatchObject({ key: 'ccp.clusterGone', kind: 'not-found', message: 'lab is gone.' });
  });

  test('that only a newer version knows keeps its words and its number', () => {
    const back = fromReport({ ...gone.report(), code: 'MLA-MOON-001', message: 'The moon is full.' });
    expect(back.code).toBe('MLA-GENERAL-001');
    expect(back.message).toContain('The moon is full. (MLA-MOON-001)');
  });

  test('is told apart from other thrown values', () => {
    expect(isError(gone, 'cli.declined')).toBe(false);
    expect(isError(new Error('ccp.clusterGone'), 'ccp.clusterGone')).toBe(false);
  });
});
