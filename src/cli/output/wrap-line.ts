import { displayWidth, type Line, type Segment } from '../follow/styled-line.ts';

/** A command that a line ends with: it is copied, so it must stay one command. */
const command = /(?:^|: +)((?:\S*\/)?(?:mla|kubectl) [^`]*)$/;
/** What a line goes on below: the text after a label, a mark or a bullet. */
const label = /^ *(?:[A-Z][\w ]{1,16}: +|[!✔✖?○-] +)/;
const commandIndent = '    ';

/** A text of any number of lines for a screen of so many columns: no word, link or command is broken. */
export function wrapProse(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine([{ text: line }], width).map((part) => part.map((segment) => segment.text).join('')))
    .join('\n');
}

/** The line as several of at most so many columns. A word that is wider than the screen stays whole. A command goes on in the next line with a backslash. */
export function wrapLine(line: Line, width: number, hanging?: number): Line[] {
  const text = line.map((segment) => segment.text).join('');
  if (displayWidth(text) <= width) return [line];
  const [found, copied = ''] = command.exec(text) ?? [];
  if (found === undefined) return flow(line, width, hanging ?? label.exec(text)?.[0].length ?? indentOf(text));
  const before = text.slice(0, text.length - copied.length).trimEnd();
  const style = line.at(-1)?.style;
  return [
    ...(before === '' ? [] : flow(line.length === 1 ? [{ text: before }] : line.slice(0, -1), width, indentOf(text))),
    ...continued(copied, width, style),
  ];
}

/** Joins words into lines that fit. */
function flow(line: Line, width: number, hanging: number): Line[] {
  const indent = { text: ' '.repeat(Math.min(hanging, Math.floor(width / 2))) };
  const lines: Segment[][] = [];
  let current: Segment[] = [];
  let hasWord = false;
  for (const piece of pieces(line)) {
    const isBlank = piece.text.trim() === '';
    if (!isBlank && hasWord && widthOf([...current, piece]) > width) {
      lines.push(current);
      current = [indent];
    } else if (isBlank && !hasWord && lines.length > 0) continue;
    current.push(piece);
    hasWord ||= !isBlank;
  }
  return [...lines, current].map(withoutEnd);
}

const widthOf = (segments: Line): number => displayWidth(segments.map(({ text }) => text).join(''));

/** Without the blanks before a break; pieces of one style together again. */
function withoutEnd(line: Line): Line {
  const joined: Segment[] = [];
  for (const piece of line.slice(0, line.findLastIndex(({ text }) => text.trim() !== '') + 1)) {
    const last = joined.at(-1);
    if (last === undefined || last.style !== piece.style) joined.push(piece);
    else joined[joined.length - 1] = { ...last, text: last.text + piece.text };
  }
  return joined;
}

/** Words and the blanks between them; what is between backticks is one word. */
function pieces(line: Line): Segment[] {
  return line.flatMap((segment) =>
    (segment.text.match(/ +|(?:`[^`]*`|[^ `]|`)+/g) ?? []).map((text) => ({ ...segment, text })),
  );
}

function continued(text: string, width: number, style: Segment['style']): Line[] {
  const room = width - commandIndent.length - ' \\'.length;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(`${last} ${word}`) <= room) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((part, index) => [
    {
      text: `${commandIndent}${part}${index < lines.length - 1 ? ' \\' : ''}`,
      ...(style !== undefined && { style }),
    },
  ]);
}

function indentOf(text: string): number {
  return /^ */.exec(text)?.[0].length ?? 0;
}
