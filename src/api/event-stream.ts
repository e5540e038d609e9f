import { MlaError } from '../errors/error.ts';
import { runEvent, type RunEvent } from './run.ts';

/** Server-sent events carry no length: a line longer than this (characters) is not from our server. */
const longestLine = 4_000_000;
const firstPause = 200;
const longestPause = 5000;
/** Milliseconds without a byte until a connection counts as dead: the server says that it is there each 15 s. */
const longestSilence = 45_000;

export interface EventStreamOptions {
  readonly after: number;
  readonly signal: AbortSignal;
  /** Opens the stream for the events after an id; the signal ends it. */
  readonly open: (after: number, signal: AbortSignal) => Promise<Response>;
  /** Milliseconds without a byte until it is opened again. Default 45 s. */
  readonly silence?: number | undefined;
}

/**
 * Reads server-sent events until the server says `end`. When the connection
 * breaks, or falls silent, it is opened again after the last event read. Throws what `open`
 * throws, except where the server is only out of reach for now.
 */
export async function* readEventStream(options: EventStreamOptions): AsyncGenerator<RunEvent> {
  const { after, signal } = options;
  let cursor = after;
  let pause = firstPause;
  while (!signal.aborted) {
    for await (const next of readUntilBroken(options, cursor)) {
      if (next === 'end') return;
      pause = firstPause;
      // What was read before the connection broke may come once more.
      if (next.id > cursor) yield next;
      cursor = Math.max(cursor, next.id);
    }
    await wait(pause, signal);
    pause = Math.min(longestPause, pause * 2);
  }
}

/** One connection: its events, and `end` where the server says so. A connection that breaks or falls silent just ends; an error of the server is thrown. */
async function* readUntilBroken({ open, signal, silence = longestSilence }: EventStreamOptions, after: number): AsyncGenerator<RunEvent | 'end'> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), silence);
  try {
    const response = await open(after, AbortSignal.any([signal, silent.signal]));
    for await (const message of readMessages(response, () => timer.refresh())) {
      yield message.event === 'end' ? 'end' : runEvent.parse(JSON.parse(message.data));
    }
  } catch (error) {
    if (error instanceof MlaError && error.code !== 'MLA-SERVER-015') throw error;
  } finally {
    clearTimeout(timer);
  }
}

interface Message {
  readonly event: string;
  readonly data: string;
}

/** The wire format of server-sent events, as far as our server uses it. */
async function* readMessages(response: Response, onText: () => void): AsyncGenerator<Message> {
  if (!response.body) return;
  let rest = '';
  let event = 'message';
  let data: string[] = [];
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    onText();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new MlaError('MLA-GENERAL-001', { reason: 'the event stream holds a line without end' });
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

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
