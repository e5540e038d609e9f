import { plainText } from './plain-text.ts';
import { displayWidth, padText } from '../follow/styled-line.ts';
import { wrapText } from './wrap-text.ts';

/** In a narrower column, each line would hold one word. */
const narrowest = 48;

/** Rows under a head, columns as wide as their widest cell; the last one is not padded. With `width`, the last column goes on below itself. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY } = {},
): string {
  // A cell is one line, whatever text a server sent.
  const all = [head, ...rows.map((row) => row.map(plainText))];
  const last = head.length - 1;
  const widths = head.slice(0, last).map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))));
  const room = width - widths.reduce((sum, one) => sum + one + 3, 0);
  const longest = Math.max(...all.map((row) => displayWidth(row[last] ?? '')));
  const before = (cells: readonly string[]): string =>
    widths.map((one, column) => `${padText(cells[column] ?? '', one)}   `).join('');
  const format = (row: readonly string[]): string[] => {
    if (room < Math.min(narrowest, longest))
      return stack(room + 3 > 0 ? before(row).trimEnd() : row.slice(0, last).join('   '), row[last] ?? '', width);
    const [first = '', ...more] = wrapText(row[last] ?? '', room);
    return [before(row) + first, ...more.map((line) => before([]) + line)];
  };
  return all
    .flatMap(format)
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Where the columns do not fit side by side, the last one is below the others. */
function stack(before: string, text: string, width: number): string[] {
  return [...wrapText(before, width), ...wrapText(text, width - 4).map((line) => `    ${line}`)];
}
