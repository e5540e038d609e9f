import { styleText } from 'node:util';
import { plainText } from '../output/plain-text.ts';

export type Style = 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** A piece of a line. Kept apart from its colour so that widths are counted in what is seen. */
export interface Segment {
  readonly text: string;
  readonly style?: Style;
}

export type Line = readonly Segment[];

export interface LineFormat {
  /** Columns there are; a longer line is cut with an ellipsis so that it never wraps. */
  readonly width: number;
  readonly color: boolean;
}

/** The line as it is written: cut to the width, coloured where colour is on, free of control codes from elsewhere. */
export function formatLine(line: Line, { width, color }: LineFormat): string {
  let room = width;
  let text = '';
  for (const segment of line) {
    if (room <= 0) break;
    const seen = fit(cleanText(segment.text), room);
    room -= displayWidth(seen);
    text += color && segment.style !== undefined ? styleText(segment.style, seen, { validateStream: false }) : seen;
  }
  return color ? text : text.trimEnd();
}

/** Columns a text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** Padded or cut to exactly so many columns. */
export function padText(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const seen = fit(cleanText(text), columns);
  const padding = ' '.repeat(columns - displayWidth(seen));
  return side === 'right' ? seen + padding : padding + seen;
}

function fit(text: string, room: number): string {
  if (displayWidth(text) <= room) return text;
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += columnsOf(character);
    if (width > room - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Leading and trailing blanks are layout here, so they stay. */
function cleanText(text: string): string {
  const clean = plainText(text);
  if (clean === '') return ' '.repeat(text.length);
  return (/^ */.exec(text)?.[0] ?? '') + clean + (/ *$/.exec(text)?.[0] ?? '');
}

function columnsOf(character: string): number {
  if (/\p{Mn}|\p{Me}/u.test(character)) return 0;
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
    character,
  )
    ? 2
    : 1;
}
