import { call, client } from './api.ts';
import { isUnreadable, type LogSource } from './run-log.ts';

/** The lines of a run from the server: pages of history, and the stream, which comes again by itself after the last line it has read. */
export function serverSource(runId: string): LogSource {
  return {
    list: (after, limit) => call('listEvents', { params: { id: runId }, query: { after, limit } }),
    follow: (after, listener) => {
      const left = new AbortController();
      const read = async (): Promise<void> => {
        const options = { after, signal: left.signal, opened: listener.opened, broken: () => listener.broken(true) };
        for await (const event of client.streamEvents(runId, options)) listener.event(event);
        if (!left.signal.aborted) listener.ended();
      };
      read().catch((error: unknown) => {
        if (left.signal.aborted) return;
        if (isUnreadable(error)) listener.unreadable();
        else listener.broken(false);
      });
      return () => left.abort();
    },
  };
}
