import type { TextSink } from '../output/output.ts';
import { wrapLine } from '../output/wrap-line.ts';
import { formatLine, type Line } from './styled-line.ts';

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
/** Terminals that know synchronized output show a frame only when it is whole; the others ignore it. */
const beginFrame = '\u001b[?2026h';
const endFrame = '\u001b[?2026l';
const clearToLineEnd = '\u001b[K';
const clearToScreenEnd = '\u001b[J';

/** A block of lines at the bottom of a terminal that is drawn over itself. */
export interface LiveScreen {
  /** Columns there are now. */
  width(): number;
  draw(lines: readonly Line[]): void;
  /** The last picture: whole, however long, and it stays; the cursor comes back. */
  finish(lines: readonly Line[]): void;
}

/** One write for each frame, over the frame before, without clearing first: nothing flickers. */
export function createLiveScreen(sink: TextSink, { color }: { readonly color: boolean }): LiveScreen {
  let height = 0;
  const width = (): number => sink.columns ?? 80;
  const frame = (lines: readonly Line[], columns: number): string => {
    const back = height === 0 ? '' : `\u001b[${height}A\r`;
    const text = lines.map((line) => `${formatLine(line, { width: columns, color })}${clearToLineEnd}\n`).join('');
    height = lines.length;
    return back + text + clearToScreenEnd;
  };
  return {
    width,
    draw: (lines) => {
      const room = Math.max(1, (sink.rows ?? 24) - 1);
      sink.write(hideCursor + beginFrame + frame(lines.slice(-room), width() - 1) + endFrame);
    },
    finish: (lines) => {
      // Nothing is drawn over it any more: a word that is wider than the screen may go on, and no text is lost.
      const wrapped = lines.flatMap((line) => wrapLine(line, width()));
      sink.write(frame(wrapped, Number.POSITIVE_INFINITY) + showCursor);
    },
  };
}
