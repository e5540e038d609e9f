import { plainText } from './output.ts';
import { displayWidth, padText } from './follow/styled-line.ts';

/** Rows under a head, columns as wide as their widest cell; the last one is not padded. */
export function formatTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // A cell is one line, whatever the other side has put into it.
  const all = [head, ...rows.map((row) => row.map(plainText))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => displayWidth(row[column] ?? ''))));
  return all.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : padText(cell, widths[column] ?? 0))).join('   ').trimEnd()).join('\n');
}
