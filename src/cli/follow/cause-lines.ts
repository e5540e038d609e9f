import type { RunView, WaitView } from '../../api/run.ts';

/** Milliseconds after which a wait without a problem is shown too. */
const longWait = 60_000;
/** Names per line. The others are counted. */
const namesShown = 3;

/**
 * Why a run is waiting, for a pipe: each cause once when it appears, and again
 * when it becomes another one. Things with the same cause share a line.
 */
export class CauseLines {
  readonly #told = new Set<string>();

  /** The lines that are new since the last look; `now` in milliseconds since 1970. */
  next(run: RunView, now: number): string[] {
    const waits = run.waiting.filter((wait) => isTold(wait, now) && this.#isNew(wait));
    return [...Map.groupBy(waits, ({ why }) => withoutNumbers(why ?? ''))].map(
      ([, same]) => `waiting for ${namesOf(same)}: ${same[0]?.why ?? ''}`,
    );
  }

  #isNew({ what, why = '' }: WaitView): boolean {
    const key = `${what} ${withoutNumbers(why)}`;
    const isNew = !this.#told.has(key);
    this.#told.add(key);
    return isNew;
  }
}

function isTold({ later, severity, since, why }: WaitView, now: number): boolean {
  if (later === true || why === undefined) return false;
  return severity === 'warning' || severity === 'error' || now - Date.parse(since) >= longWait;
}

/** A changed count is not a new cause. */
function withoutNumbers(text: string): string {
  return text.replace(/\d+/g, '#');
}

function namesOf(waits: readonly WaitView[]): string {
  const names = waits.slice(0, namesShown).map(({ what }) => what);
  const more = waits.length - names.length;
  return `${names.join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
}
