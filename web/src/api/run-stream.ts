import type { RunEvent } from '../../../src/api/run.ts';
import { call } from './api.ts';
import type { LogSource } from './run-log.ts';

/** The lines of a run from the server: pages of history, and server-sent events with the browser's own resume. */
export function serverSource(runId: string): LogSource {
  return {
    list: (after, limit) => call('listEvents', { params: { id: runId }, query: { after, limit } }),
    follow: (after, listener) => {
      const stream = new EventSource(`/api/runs/${encodeURIComponent(runId)}/stream?after=${after}`);
      stream.onopen = listener.opened;
      stream.onerror = () => listener.broken(stream.readyState !== EventSource.CLOSED);
      const take = (message: MessageEvent<string>) => listener.event(JSON.parse(message.data) as RunEvent);
      stream.onmessage = take;
      stream.addEventListener('event', take);
      return () => stream.close();
    },
  };
}
