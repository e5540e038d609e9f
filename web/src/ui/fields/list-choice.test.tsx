import { describe, expect, test } from 'vitest';
import { answersKept, render, wordsOf } from '../../../testing/render.fixture.ts';
import type { Choice } from '../../../../src/api/contract.ts';
import { MlaError } from '../../../../src/errors/error.ts';
import { choicesQuery } from '../../api/queries.ts';
import { ListChoice } from './list-choice.tsx';

const question = { connection: 'lab', list: 'datastore', before: { datacenter: 'Lab 1' } };
const query = choicesQuery(question.connection, question.list, question.before);

/** The field with a value, as it is shown once the list's answer is this. */
async function show(answer: readonly Choice[] | MlaError | undefined, given: { value?: string; before?: string } = {}) {
  const answers = answersKept();
  if (answer instanceof MlaError)
    await answers.query({ ...query, queryFn: () => Promise.reject(answer) }).catch(() => undefined);
  else if (answer !== undefined) answers.setQueryData(query.queryKey, [...answer]);
  return render(
    <ListChoice
      {...question}
      before={{ datacenter: given.before ?? 'Lab 1' }}
      beforeLabel="datacenter"
      id="datastore"
      label="Datastore"
      value={given.value ?? ''}
      change={() => undefined}
      emptyBecause="The user has no access to any."
    />,
    answers,
  );
}

const stateOf = (html: string) => /data-state="(\w+)"/.exec(html)?.[1];
const listOf = (html: string) => /<select[^>]*>/.exec(html)?.[0] ?? '';

describe('a list that the platform is asked for', () => {
  test('says what must be chosen first, and cannot be chosen from', async () => {
    const html = await show([], { before: '' });
    expect(stateOf(html)).toBe('waiting');
    expect(wordsOf(html)).toContain('Choose the datacenter first');
    expect(listOf(html)).toContain('disabled');
  });

  test('is on its way: says so, and cannot be chosen from', async () => {
    const html = await show(undefined);
    expect(stateOf(html)).toBe('loading');
    expect(html).toMatch(/role="progressbar"[^>]*aria-label="Loading"|aria-label="Loading"[^>]*role="progressbar"/);
    expect(listOf(html)).toContain('disabled');
  });

  test('could not be read: says why and what to do, and is not shown as empty', async () => {
    const html = await show(new MlaError('download.unreachable', { address: 'https://ccp.lab', reason: 'refused' }));
    expect(stateOf(html)).toBe('failed');
    expect(html).toContain('role="alert"');
    expect(wordsOf(html)).toMatch(
      /Couldn’t load the list\. https:\/\/ccp\.lab could not be reached: refused\. .*Retry Type it instead$/,
    );
    expect(wordsOf(html)).not.toContain('lists nothing');
  });

  test('is empty: says the likely cause', async () => {
    const html = await show([]);
    expect(stateOf(html)).toBe('empty');
    expect(wordsOf(html)).toContain('The platform lists nothing for Datastore. The user has no access to any.');
  });

  test('marks a saved value that is gone, and keeps it', async () => {
    const html = await show([{ value: 'new', label: 'new' }], { value: 'old' });
    expect(wordsOf(html)).toContain('“old” was saved earlier but is no longer in the list.');
    expect(html).toMatch(/<option[^>]*value="old"[^>]*selected/);
  });

  test('shows its entries with what is said of each', async () => {
    const slow = { value: 'ds-2', label: 'Slow' };
    const html = await show([{ value: 'ds-1', label: 'Fast', detail: '2 TiB free', recommended: true }, slow], {
      value: 'ds-2',
    });
    expect(stateOf(html)).toBe('ok');
    expect(listOf(html)).not.toContain('disabled');
    expect(wordsOf(html)).toMatch(/Fast · 2 TiB free · recommended Slow$/);
  });
});
