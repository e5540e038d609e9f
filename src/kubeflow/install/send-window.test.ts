import { describe, expect, test } from 'vitest';
import { SendWindow } from './send-window.ts';

/** Enters as often as there is room. */
function fill(window: SendWindow): number {
  let entered = 0;
  for (; window.hasRoom; entered++) window.enter();
  return entered;
}

function answer(window: SendWindow, count: number, answered = true): void {
  for (let i = 0; i < count; i++) window.leave({ answered });
}

describe('a send window', () => {
  test('lets so many in as it starts with', () => {
    expect(fill(new SendWindow({ start: 16, largest: 32 }))).toBe(16);
  });

  test('grows by one with each full round of answers, up to the largest', () => {
    const window = new SendWindow({ start: 2, largest: 4 });
    const sizes: number[] = [];
    for (let round = 0; round < 5; round++) {
      const size = fill(window);
      sizes.push(size);
      answer(window, size);
    }
    expect(sizes).toEqual([2, 3, 4, 4, 4]);
  });

  test('does not grow by failures', () => {
    const window = new SendWindow({ start: 2, largest: 4 });
    answer(window, fill(window), false);
    expect(fill(window)).toBe(2);
  });

  test('halves when the server asks for less, but never below two', () => {
    const window = new SendWindow({ start: 16, largest: 32 });
    window.shrink();
    expect(fill(window)).toBe(8);
    for (let i = 0; i < 5; i++) window.shrink();
    answer(window, 8, false);
    expect(fill(window)).toBe(2);
  });
});
