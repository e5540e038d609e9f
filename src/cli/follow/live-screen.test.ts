import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createLiveScreen } from './live-screen.ts';

function recordingSink(rows = 24): { frames: string[]; write: (text: string) => void; columns: number; rows: number } {
  const frames: string[] = [];
  return { frames, write: (text) => frames.push(text), columns: 80, rows };
}

test('each frame is one write over the frame before, and nothing is cleared first', () => {
  const sink = recordingSink();
  const screen = createLiveScreen(sink, { color: false });
  screen.draw([[{ text: 'one' }], [{ text: 'two' }]]);
  screen.draw([[{ text: 'three' }]]);
  expect(sink.frames).toHaveLength(2);
  expect(sink.frames[1]).toBe('\u001b[?25l\u001b[?2026h\u001b[2A\rthree\u001b[K\n\u001b[J\u001b[?2026l');
});

test('a frame that is higher than the terminal shows its end, so that the cursor finds back', () => {
  const sink = recordingSink(3);
  createLiveScreen(sink, { color: false }).draw([[{ text: 'one' }], [{ text: 'two' }], [{ text: 'three' }]]);
  expect(sink.frames[0]).not.toContain('one');
  expect(sink.frames[0]).toContain('three');
});

test('the last picture is whole and gives the cursor back', () => {
  const sink = recordingSink();
  createLiveScreen(sink, { color: false }).finish([[{ text: `${'long '.repeat(40)}end` }]]);
  expect(sink.frames[0]).toMatch(/end.*\n.*\u001b\[\?25h$/);
  // Broken between words at the width of the screen: a terminal would break within them.
  expect(
    stripVTControlCharacters(sink.frames[0] ?? '')
      .split('\n')
      .every((line) => line.length <= 80),
  ).toBe(true);
});
