/** Entries of a page of a list, as the page and the terminal ask for it; the server's own measure. */
export const pageSize = 100;

interface Reading<Entry> {
  /** Requests the page after an entry, or the first page. */
  readonly ask: (before: string | undefined) => Promise<readonly Entry[]>;
  /** What an entry is called in `before`. */
  readonly nameOf: (entry: Entry) => string;
  readonly before?: string;
  /** How many pages to read; all when left out. */
  readonly pages?: number;
}

/** Reads a long list page by page. Gives each entry once, also if an older server answers with the whole list each time. */
export async function readPages<Entry>({
  ask,
  nameOf,
  before,
  pages = Infinity,
}: Reading<Entry>): Promise<{ readonly entries: Entry[]; readonly more: boolean }> {
  const entries = new Map<string, Entry>();
  let last = before;
  for (let page = 0; page < pages; page += 1) {
    const known = entries.size;
    const answer = await ask(last);
    for (const entry of answer) entries.set(nameOf(entry), entry);
    const [end] = answer.slice(-1);
    if (end === undefined || answer.length !== pageSize || entries.size === known)
      return { entries: [...entries.values()], more: false };
    last = nameOf(end);
  }
  return { entries: [...entries.values()], more: true };
}

/** Reads a long list to its end. */
export async function readAll<Entry>(reading: Pick<Reading<Entry>, 'ask' | 'nameOf'>): Promise<Entry[]> {
  const { entries } = await readPages(reading);
  return entries;
}
