import { setTimeout as wait } from 'node:timers/promises';
import { MlaError } from '../../../errors/error.ts';
import { watchHeals } from '../../../kubernetes/http/retry-rules.ts';

/** Milliseconds between two questions to a server that does not answer; the client has waited between its own attempts already. */
const pause = 1000;

/**
 * Asks until there is an answer, as long as the failure is one that passes: a
 * server that is busy, restarting or out of reach. Throws any other failure,
 * and when the signal aborts.
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
