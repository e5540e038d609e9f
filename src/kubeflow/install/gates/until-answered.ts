import { setTimeout as wait } from 'node:timers/promises';
import { MlaError } from '../../../errors/error.ts';
import { watchHeals } from '../../../kubernetes/http/retry-rules.ts';

/** The delay between requests to a server that does not answer, in milliseconds, on top of the client's own retries. */
const pause = 1000;

/**
 * Repeats a request until it is answered, as long as the failure is temporary: a
 * server that is busy, restarting or unreachable. Throws any other failure, and
 * when the signal aborts.
 */
export async function untilAnswered<T>(
  ask: () => Promise<T>,
  options: { signal: AbortSignal; onFailure: (error: MlaError) => void },
): Promise<T> {
  const { signal, onFailure } = options;
  for (;;) {
    try {
      return await ask();
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof MlaError) || !watchHeals(thrown.key)) throw thrown;
      onFailure(thrown);
    }
    await wait(pause, undefined, { signal });
  }
}
