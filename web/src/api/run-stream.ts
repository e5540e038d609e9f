import type { RunEvent } from '../../../src/api/run.ts';
import { call } from './api.ts';
import type { LogSource } from './run-log.ts';

/**
 * The lines of a run from the server: pages of history, and server-sent events.
 * `EventSource` comes again by itself after the last id it has seen.
 */
export function serverSource(runId: string): LogSource {
  return {
    list: (after, limit) => call('listEvents', { params: { id: runId }, query: { after, limit } }),
    follow: (after, listener) => {
      const stream = new EventSource(`/api/runs/${encodeURIComponent(runId)}/stream?after=${after}`);
      stream.onopen = listener.opened;
      stream.onerror = () => listener.broken(stream.readyState !== EventSource.CLOSED);
      stream.onmessage = (message: MessageEvent<string>) => listener.event(JSON.parse(message.data) as RunEvent);
      stream.addEventListener('end', listener.ended);
      return () => stream.close();
    },
  };
}
