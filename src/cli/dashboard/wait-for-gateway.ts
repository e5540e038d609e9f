import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { MlaError } from '../../errors/error.ts';
import { isFinal } from '../../kubernetes/port-forward/forward-errors.ts';
import type { ServiceForward } from '../../kubernetes/port-forward/forward-service.ts';

/** Milliseconds: a gateway that has just started needs some to learn its routes. */
const patience = 60_000;
const pause = 1000;

/**
 * Waits until the gateway behind a forwarded port answers a request. Returns early when the signal aborts.
 * @throws what keeps the port from being forwarded, or access.gatewaySilent
 */
export async function waitForGateway(forward: ServiceForward, signal: AbortSignal, limit = patience): Promise<void> {
  const deadline = Date.now() + limit;
  let seen = 'no answer';
  for (;;) {
    try {
      await forward.check(signal);
      const status = await statusOf(forward.port, signal);
      // Envoy's own answer where it has no route or no ready program behind it.
      if (status < 500) return;
      seen = `HTTP ${status}`;
    } catch (thrown) {
      if (!signal.aborted && (isFinal(thrown) || Date.now() > deadline)) throw thrown;
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    if (Date.now() > deadline) throw new MlaError('access.gatewaySilent', { seen, seconds: Math.round(limit / 1000) });
  }
}

function statusOf(port: number, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/', agent: false, signal, timeout: 30_000 }, (response) => {
      response.resume().once('close', () => resolve(response.statusCode ?? 0));
    })
      .once('timeout', function (this: { destroy(error: Error): void }) {
        this.destroy(new Error('no answer in 30 s'));
      })
      .once('error', reject);
  });
}
