import type { RunEvent, Severity } from '../../../../src/api/run.ts';

/** What of a log is shown. */
export interface LogFilter {
  /** This severity and graver ones. */
  readonly from: Severity;
  /** Empty shows all. */
  readonly component: string;
  /** In lower case; empty shows all. */
  readonly search: string;
}

const gravity: Readonly<Record<Severity, number>> = { debug: 0, info: 1, warning: 2, error: 3 };

export function fitsFilter(event: RunEvent, { from, component, search }: LogFilter): boolean {
  if (gravity[event.severity] < gravity[from]) return false;
  if (component !== '' && event.component !== component) return false;
  return (
    search === '' ||
    event.message.toLowerCase().includes(search) ||
    event.component?.includes(search) === true ||
    event.code?.toLowerCase().includes(search) === true
  );
}

/** The lines that fit, kept from call to call: lines only come at the end, so only the new ones are looked at. */
export class FilteredLog {
  #filter: LogFilter | undefined;
  #read = 0;
  #first: RunEvent | undefined;
  #lines: RunEvent[] = [];

  lines(events: readonly RunEvent[], filter: LogFilter): readonly RunEvent[] {
    const same =
      this.#filter !== undefined &&
      this.#filter.from === filter.from &&
      this.#filter.component === filter.component &&
      this.#filter.search === filter.search;
    if (!same || this.#first !== events[0]) {
      this.#filter = filter;
      this.#read = 0;
      this.#lines = [];
      this.#first = events[0];
    }
    for (; this.#read < events.length; this.#read += 1) {
      const event = events[this.#read];
      if (event !== undefined && fitsFilter(event, filter)) this.#lines.push(event);
    }
    return this.#lines;
  }
}

/** One line as text, for clipboard and file. */
export function lineAsText({ time, severity, component, code, message }: RunEvent): string {
  return [
    time,
    severity.toUpperCase().padEnd(7),
    ...(component === undefined ? [] : [`[${component}]`]),
    ...(code === undefined ? [] : [code]),
    message,
  ].join(' ');
}
