import { setTimeout as sleep } from 'node:timers/promises';
import type { RunEvent } from '../../api/run.ts';
import { toMlaError } from '../../errors/error.ts';
import type { ApiClient } from '../client-port.ts';

const PAGE = 1000;
/** So many connections lost one after the other, with no event between, are too many. */
const PATIENCE = 15;
const PAUSE_MILLISECONDS = 1000;

/** Events of a run as they happen, each once, in order, over lost connections; ends when the signal aborts. Throws when the server stays away. */
export async function* streamRunEvents(client: ApiClient, runId: string, { after, signal }: { after: number; signal: AbortSignal }): AsyncGenerator<RunEvent> {
  const isOver = (): boolean => signal.aborted;
  let last = after;
  let failures = 0;
  while (!isOver()) {
    try {
      for await (const event of newer(client.streamEvents(runId, { after: last, signal }), last)) {
        last = event.id;
        failures = 0;
        yield event;
      }
    } catch (error) {
      failures += 1;
      if (!isOver() && (failures >= PATIENCE || !passing.has(toMlaError(error).kind))) throw error;
    }
    await sleep(PAUSE_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
}

/** A new connection may tell again what was told before. */
async function* newer(events: AsyncIterable<RunEvent>, after: number): AsyncGenerator<RunEvent> {
  let last = after;
  for await (const event of events) {
    if (event.id <= last) continue;
    last = event.id;
    yield event;
  }
}

/** Kinds of trouble that can pass by themselves. */
const passing: ReadonlySet<string> = new Set(['unavailable', 'timeout', 'upstream', 'cancelled', 'internal']);

/** All events after an id that there are now. */
export async function* listRunEvents(client: ApiClient, runId: string, after: number): AsyncGenerator<RunEvent> {
  let last = after;
  for (;;) {
    const page = await client.call('listEvents', { params: { id: runId }, query: { after: last, limit: PAGE } });
    yield* page;
    last = page.at(-1)?.id ?? last;
    if (page.length < PAGE) return;
  }
}
