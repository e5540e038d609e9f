import { setTimeout as sleep } from 'node:timers/promises';
import type { RunView } from '../../api/run.ts';
import type { ApiClient } from '../../api/client.ts';
import { isFinal } from '../output/run-outcome.ts';

/** Waits without showing anything until a run has ended; returns it as it is when the signal aborts before. */
export async function waitForEnd(client: ApiClient, run: RunView, signal: AbortSignal): Promise<RunView> {
  let latest = run;
  while (!isFinal(latest) && !signal.aborted) {
    await sleep(100, undefined, { signal }).catch(() => undefined);
    latest = await client.call('getRun', { params: { id: run.id } });
  }
  return latest;
}
