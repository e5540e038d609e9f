/** ` (did you mean katib?).` where a known name is close to what was written, else `.`: put behind the name in a message. */
export function didYouMean(written: string, known: readonly string[]): string {
  const nearest = nearestName(written, known);
  return nearest === undefined ? '.' : `. Did you mean ${nearest}?`;
}

/** The known name that differs least, if it differs by a third of its length at most; undefined where none does. */
export function nearestName(written: string, known: readonly string[]): string | undefined {
  const wanted = written.toLowerCase();
  const [best] = known
    .map((name) => ({ name, changes: countChanges(wanted, name.toLowerCase()) }))
    .filter(({ name, changes }) => changes <= Math.max(1, Math.floor(Math.max(name.length, wanted.length) / 3)))
    .sort((left, right) => left.changes - right.changes);
  return best?.name;
}

/** Letters to insert, remove, replace, or swap with their neighbour, to make one word of the other. */
function countChanges(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      // The rows are as long as the loops go: no place in them is empty.
      const [above, left, diagonal, swap] = [
        last[column],
        current[column - 1],
        last[column - 1],
        beforeLast[column - 2],
      ] as [number, number, number, number];
      current[column] = Math.min(above + 1, left + 1, diagonal + Number(!same), swapped ? swap + 1 : Infinity);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
