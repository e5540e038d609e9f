import { expect, test } from 'vitest';
import { pageSize, readPages } from './read-pages.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `i-${index}`);
const nameOf = (name: string): string => name;

/** A list in pages; `asked` is what it was asked for. */
function listOf(all: readonly string[]): {
  readonly asked: (string | undefined)[];
  readonly ask: (before: string | undefined) => Promise<string[]>;
} {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    ask: (before) => {
      asked.push(before);
      const start = before === undefined ? 0 : all.indexOf(before) + 1;
      return Promise.resolve(all.slice(start, start + pageSize));
    },
  };
}

test('reads a list to its end, where its last page is full and where it is not', async () => {
  for (const count of [0, 1, pageSize - 1, pageSize, pageSize + 1, 3 * pageSize]) {
    const all = names(count);
    expect(await readPages({ ...listOf(all), nameOf })).toEqual({ entries: all, more: false });
  }
});

test('reads as many pages as it is told, from where it is told, and says whether there is more', async () => {
  const all = names(3 * pageSize + 1);
  const { ask, asked } = listOf(all);
  expect(await readPages({ ask, nameOf, before: `i-${pageSize - 1}`, pages: 2 })).toEqual({
    entries: all.slice(pageSize, 3 * pageSize),
    more: true,
  });
  expect(asked).toEqual([`i-${pageSize - 1}`, `i-${2 * pageSize - 1}`]);
  expect(await readPages({ ask, nameOf, before: `i-${pageSize - 1}`, pages: 3 })).toEqual({
    entries: all.slice(pageSize),
    more: false,
  });
});

test('comes to an end with an older server, which answers with all each time', async () => {
  for (const count of [3, pageSize, pageSize + 50])
    expect(await readPages({ ask: () => Promise.resolve(names(count)), nameOf })).toEqual({
      entries: names(count),
      more: false,
    });
});
