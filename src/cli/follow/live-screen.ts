import type { TextSink } from '../output/output.ts';
import { formatLine, type Line } from './styled-line.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** Terminals that know synchronized output show a frame only when it is whole; the others ignore it. */
const BEGIN_FRAME = '\u001b[?2026h';
const END_FRAME = '\u001b[?2026l';
const CLEAR_TO_LINE_END = '\u001b[K';
const CLEAR_TO_SCREEN_END = '\u001b[J';

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
    const text = lines.map((line) => `${formatLine(line, { width: columns, color })}${CLEAR_TO_LINE_END}\n`).join('');
    height = lines.length;
    return back + text + CLEAR_TO_SCREEN_END;
  };
  return {
    width,
    draw: (lines) => {
      const room = Math.max(1, (sink.rows ?? 24) - 1);
      sink.write(HIDE_CURSOR + BEGIN_FRAME + frame(lines.slice(-room), width() - 1) + END_FRAME);
    },
    finish: (lines) => {
      // Nothing is drawn over it any more: it may wrap, and no text is lost.
      sink.write(frame(lines, Number.POSITIVE_INFINITY) + SHOW_CURSOR);
    },
  };
}
