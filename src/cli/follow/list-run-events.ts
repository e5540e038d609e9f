import type { ApiClient } from '../../api/client.ts';
import type { RunEvent } from '../../api/run.ts';

const pageMarks = 1000;

/** All events after an id that there are now, oldest first. */
export async function* listRunEvents(client: ApiClient, runId: string, after: number): AsyncGenerator<RunEvent> {
  let last = after;
  for (;;) {
    const page = await client.call('listEvents', { params: { id: runId }, query: { after: last, limit: pageMarks } });
    yield* page;
    last = page.at(-1)?.id ?? last;
    if (page.length < pageMarks) return;
  }
}
