import { MlaError } from '../errors/error.ts';
import { runEvent, type RunEvent } from './run.ts';

/** Server-sent events carry no length: a line longer than this (characters) is not from our server. */
const longestLine = 4_000_000;
const firstPause = 200;
const longestPause = 5000;

export interface EventStreamOptions {
  readonly after: number;
  readonly signal: AbortSignal;
  /** Opens the stream for the events after an id. */
  readonly open: (after: number) => Promise<Response>;
}

/**
 * Reads server-sent events until the server says `end`. When the connection
 * breaks it is opened again after the last event read. Throws what `open`
 * throws, except where the server is only out of reach for now.
 */
export async function* readEventStream({ after, signal, open }: EventStreamOptions): AsyncGenerator<RunEvent> {
  let cursor = after;
  let pause = firstPause;
  while (!signal.aborted) {
    try {
      const response = await open(cursor);
      pause = firstPause;
      for await (const message of readMessages(response)) {
        if (message.event === 'end') return;
        const event = runEvent.parse(JSON.parse(message.data));
        if (event.id <= cursor) continue;
        cursor = event.id;
        yield event;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof MlaError && error.code !== 'MLA-SERVER-015') throw error;
    }
    await wait(pause, signal);
    pause = Math.min(longestPause, pause * 2);
  }
}

interface Message {
  readonly event: string;
  readonly data: string;
}

/** The wire format of server-sent events, as far as our server uses it. */
async function* readMessages(response: Response): AsyncGenerator<Message> {
  if (!response.body) return;
  let rest = '';
  let event = 'message';
  let data: string[] = [];
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > longestLine) throw new MlaError('MLA-GENERAL-001', { reason: 'the event stream holds a line without end' });
    for (const line of lines) {
      if (line === '') {
        if (data.length > 0 || event === 'end') yield { event, data: data.join('\n') };
        event = 'message';
        data = [];
      } else if (line.startsWith('event: ')) event = line.slice('event: '.length);
      else if (line.startsWith('data: ')) data.push(line.slice('data: '.length));
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
