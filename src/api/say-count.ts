/** A count with its noun: `1 object`, `2 objects`. Give the plural if it is irregular. */
export function sayCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
