import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const pages = resolve(import.meta.dirname, '../src');
/** Work that the button began, or that is on its way: a spinner or a sentence shows it. */
const underWay = /^!?(\w+\.)?(is)?(Pending|Fetching|LoadingMore|busy|saving|testing|cancelling)$/i;

/** The buttons of a page that something disables, as written. */
function disabledButtons(source: string): string[] {
  return [...source.matchAll(/<Button\b(?:[^>]|=>)*?>/g)]
    .map(([button]) => button)
    .filter((one) => /isDisabled=/.test(one));
}

function isFine(button: string): boolean {
  const [, condition = ''] = /isDisabled=\{([^}]*)\}/.exec(button) ?? [];
  return condition.split('||').every((part) => underWay.test(part.trim())) || button.includes('aria-describedby=');
}

test('a button waits for work only, or names the sentence that says why it cannot be used', () => {
  const silent = readdirSync(pages, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.tsx') && !file.endsWith('.test.tsx'))
    .flatMap((file) =>
      disabledButtons(readFileSync(join(pages, file), 'utf8'))
        .filter((button) => !isFine(button))
        .map((button) => `${file}: ${button.replaceAll(/\s+/g, ' ')}`),
    );
  // A field that is missing or wrong is marked when the button is pressed: useProblems, useGoToProblem.
  expect(silent).toEqual([]);
});

test('a button that a missing field disables is found', () => {
  const silent = `<Button\n  isDisabled={typed !== name || remove.isPending}\n  onClick={() => act()}\n>`;
  expect(disabledButtons(silent).map(isFine)).toEqual([false]);
  expect(disabledButtons('<Button isDisabled={remove.isPending || busy}>').map(isFine)).toEqual([true]);
});
