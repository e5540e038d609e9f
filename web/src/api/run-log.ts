import type { RunEvent } from '../../../src/api/run.ts';
import { isError } from '../../../src/errors/error.ts';

/** Where the lines of a run come from. Given from outside, so that the log can be tried without a browser. */
export interface LogSource {
  /** Events after an id, oldest first, at most `limit`. */
  readonly list: (after: number, limit: number) => Promise<readonly RunEvent[]>;
  /** Opens the stream after an id. Returns what closes it. */
  readonly follow: (after: number, listener: StreamListener) => () => void;
}

export interface StreamListener {
  readonly event: (event: RunEvent) => void;
  readonly opened: () => void;
  /** The stream broke. `retrying` when it comes back by itself. */
  readonly broken: (retrying: boolean) => void;
  /** The stream holds what this page cannot read: asking again would bring the same. */
  readonly unreadable: () => void;
  /** The run has ended: no line comes any more. */
  readonly ended: () => void;
}

export type LogState = 'loading' | 'live' | 'reconnecting' | 'unreadable' | 'ended';

const pageSize = 5000;
/** About thirty times what installing all of Kubeflow tells. */
const mostLines = 150_000;
/** Listeners hear of new lines at most this often: a burst of a thousand lines is one change of the page. */
const tellEveryMilliseconds = 120;
const reopenAfterMilliseconds = 2000;

/**
 * All lines of one run in the order of their ids, each once: history is read in
 * pages, then the stream goes on after the last id. A gap is filled from
 * history; a line that comes a second time is dropped.
 */
export class RunLog {
  readonly #source: LogSource;
  readonly #listeners = new Set<() => void>();
  #events: RunEvent[] = [];
  #dropped = 0;
  #state: LogState = 'loading';
  #version = 0;
  #teller: ReturnType<typeof setTimeout> | undefined;
  #reopener: ReturnType<typeof setTimeout> | undefined;
  #close: (() => void) | undefined;
  #stopped = false;
  #filling = false;

  constructor(source: LogSource) {
    this.#source = source;
  }

  get events(): readonly RunEvent[] {
    return this.#events;
  }

  /** How many of the oldest lines this tab no longer has. */
  get dropped(): number {
    return this.#dropped;
  }

  get state(): LogState {
    return this.#state;
  }

  /** Rises with each change; for `useSyncExternalStore`. */
  readonly version = (): number => this.#version;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Reads the history and follows from there, until `stop`. */
  async start(): Promise<void> {
    this.#stopped = false;
    if (this.#state === 'unreadable') this.#setState('loading');
    await this.#fillAndFollow();
  }

  stop(): void {
    this.#stopped = true;
    this.#close?.();
    this.#close = undefined;
    clearTimeout(this.#reopener);
    clearTimeout(this.#teller);
    this.#teller = undefined;
  }

  /** Keeps a tab that is open for days within bounds: drops the oldest lines where there are more than `most`. To be called once they are folded. */
  shorten(most = mostLines): void {
    if (this.#events.length <= most) return;
    const keep = Math.ceil(most * 0.8);
    this.#dropped += this.#events.length - keep;
    this.#events = this.#events.slice(-keep);
    this.#tell();
  }

  get #last(): number {
    return this.#events.at(-1)?.id ?? 0;
  }

  async #fillAndFollow(): Promise<void> {
    await this.#fill();
    if (!this.#stopped && this.#state !== 'unreadable') this.#follow();
  }

  async #fill(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      for (;;) {
        const page = await this.#source.list(this.#last, pageSize);
        if (this.#stopped) return;
        for (const event of page) this.#add(event);
        if (page.length < pageSize) return;
      }
    } catch (error) {
      this.#setState(isUnreadable(error) ? 'unreadable' : 'reconnecting');
    } finally {
      this.#filling = false;
    }
  }

  #follow(): void {
    this.#close?.();
    this.#close = this.#source.follow(this.#last, {
      event: (event) => this.#take(event),
      opened: () => this.#setState('live'),
      broken: (retrying) => {
        this.#setState('reconnecting');
        if (!retrying) this.#reopen();
      },
      unreadable: () => {
        this.#close?.();
        this.#setState('unreadable');
      },
      ended: () => {
        this.#close?.();
        this.#setState('ended');
      },
    });
  }

  #reopen(): void {
    clearTimeout(this.#reopener);
    this.#reopener = setTimeout(() => {
      if (!this.#stopped) void this.#fillAndFollow();
    }, reopenAfterMilliseconds);
  }

  #take(event: RunEvent): void {
    if (event.id > this.#last + 1) {
      // The rest of the stream waits in history too: read it there, then go on after it.
      this.#close?.();
      void this.#fillAndFollow();
      return;
    }
    this.#add(event);
  }

  #add(event: RunEvent): void {
    if (event.id <= this.#last) return;
    this.#events.push(event);
    this.#tell();
  }

  #setState(state: LogState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    this.#teller ??= setTimeout(() => {
      this.#teller = undefined;
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    }, tellEveryMilliseconds);
  }
}

/** Whether an answer came that this page is too old to read. */
export function isUnreadable(error: unknown): boolean {
  return isError(error, 'server.answerNotUnderstood');
}
