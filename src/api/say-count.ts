/** A count with its noun as people write it: `1 object`, `2 objects`. The plural is given where it is not the noun with an s. */
export function sayCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
