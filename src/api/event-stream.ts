import { MlaError } from '../errors/error.ts';
import { runEvent, type RunEvent } from './run.ts';

/** Server-sent events carry no length: a line longer than this (characters) is not from our server. */
const longestLine = 4_000_000;
const firstPause = 200;
const longestPause = 5000;
/** After this many milliseconds without a byte, a connection is dead: the server sends a comment every 15 s. */
const longestSilence = 45_000;

export interface EventStreamOptions {
  readonly after: number;
  readonly signal: AbortSignal;
  /** Opens the stream for the events after an id; the signal ends it. */
  readonly open: (after: number, signal: AbortSignal) => Promise<Response>;
  /** Milliseconds without a byte until it is opened again. Default 45 s. */
  readonly silence?: number | undefined;
  /** How long the server may be unreachable, in milliseconds. No limit if absent. */
  readonly patience?: number | undefined;
  /** Called each time the server starts to answer. */
  readonly opened?: (() => void) | undefined;
  /** Called each time the connection is lost, before it is opened again. */
  readonly broken?: (() => void) | undefined;
}

/**
 * Reads server-sent events until the server says `end`. When the connection
 * breaks, falls silent, or the server is out of reach for now, it is opened
 * again after the last event read. Throws every other error: of the server, of
 * an answer that this version cannot read, and `server.noAnswer` when the server
 * stays away for longer than `patience`.
 */
export async function* readEventStream(options: EventStreamOptions): AsyncGenerator<RunEvent> {
  const { after, signal, patience = Number.POSITIVE_INFINITY } = options;
  let cursor = after;
  let pause = firstPause;
  let reachedAt = performance.now();
  const reached = (): void => {
    reachedAt = performance.now();
    options.opened?.();
  };
  const mayWait = (): boolean => performance.now() - reachedAt < patience;
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    for await (const next of readUntilBroken({ ...options, opened: reached, mayWait }, cursor)) {
      if (next === 'end') return;
      pause = firstPause;
      // After a reconnect, the server can repeat events.
      if (next.id > cursor) yield next;
      cursor = Math.max(cursor, next.id);
    }
    if (!isOver()) options.broken?.();
    await wait(pause, signal);
    pause = Math.min(longestPause, pause * 2);
  }
}

/** The events of one connection, and `end` if the server sends it. Ends when the connection breaks or times out. Throws the server's errors. */
async function* readUntilBroken(
  { open, signal, silence = longestSilence, opened, mayWait }: EventStreamOptions & { readonly mayWait: () => boolean },
  after: number,
): AsyncGenerator<RunEvent | 'end'> {
  const silent = new AbortController();
  const fallSilent = (): void => silent.abort();
  let timer = setTimeout(fallSilent, silence);
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(fallSilent, silence);
  };
  try {
    const response = await openNow(open, after, { signal: AbortSignal.any([signal, silent.signal]), mayWait });
    if (response === undefined) return;
    opened?.();
    for await (const message of readMessages(response, heard))
      yield message.event === 'end' ? 'end' : readEvent(message.data);
  } finally {
    clearTimeout(timer);
  }
}

/** Undefined if the server is unreachable and the patience is not used up, or the signal aborted. */
async function openNow(
  open: EventStreamOptions['open'],
  after: number,
  { signal, mayWait }: { readonly signal: AbortSignal; readonly mayWait: () => boolean },
): Promise<Response | undefined> {
  try {
    return await open(after, signal);
  } catch (error) {
    const isAway = error instanceof MlaError && error.kind === 'unavailable';
    if (signal.aborted || (isAway && mayWait())) return undefined;
    throw error;
  }
}

/** Throws `server.answerNotUnderstood` for anything else: a retry would get the same. */
function readEvent(data: string): RunEvent {
  try {
    return runEvent.parse(JSON.parse(data));
  } catch (error) {
    throw new MlaError('server.answerNotUnderstood', { what: 'the event stream' }, { cause: error });
  }
}

interface Message {
  readonly event: string;
  readonly data: string;
}

/** Parses the part of the server-sent events format that our server uses. Ends with the connection, for whatever reason. */
async function* readMessages(response: Response, onText: () => void): AsyncGenerator<Message> {
  let rest = '';
  let event = 'message';
  let data: string[] = [];
  for await (const text of readTexts(response)) {
    onText();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new MlaError('server.answerNotUnderstood', { what: 'the event stream' });
    for (const line of lines) {
      if (line.startsWith('event: ')) event = line.slice('event: '.length);
      if (line.startsWith('data: ')) data.push(line.slice('data: '.length));
      if (line !== '') continue;
      if (data.length > 0) yield { event, data: data.join('\n') };
      event = 'message';
      data = [];
    }
  }
}

/** Uses a reader, because not every browser can iterate over a body. */
async function* readTexts({ body }: Response): AsyncGenerator<string> {
  if (!body) return;
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
      if (done || value === undefined) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
