import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { RunView } from '../../../src/api/run.ts';
import { call } from './api.ts';
import { isLive } from './queries.ts';
import { RunLog } from './run-log.ts';
import { serverSource } from './run-stream.ts';

/** Logs of this tab by run, so that going from page to page does not read them again. */
const logs = new Map<string, { readonly log: RunLog; users: number }>();
const noLog = new RunLog({ list: () => Promise.resolve([]), follow: () => () => undefined });
/** The view is asked for again at most this often while lines come in. */
const refreshEveryMilliseconds = 500;

/** A run, kept up to date by its own lines: as long as none comes, nothing is asked. */
export function useRun(id: string | undefined): { run: RunView | undefined; error: Error | null; log: RunLog } {
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => call('getRun', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    // A net under the stream: a run that changes without a line would otherwise stay as it was.
    refetchInterval: ({ state }) => (isLive(state.data) ? 5000 : false),
  });
  const log = useRunLog(id);
  const live = isLive(query.data);
  // A retry begins after the log has come to its end: follow it again.
  useEffect(() => {
    if (live && log.state === 'ended') void log.start();
  }, [live, log]);
  useEffect(() => {
    if (id === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      const known = queryClient.getQueryData<RunView>(['run', id])?.lastEventId ?? -1;
      if (timer !== undefined || (log.events.at(-1)?.id ?? 0) <= known) return;
      timer = setTimeout(() => {
        timer = undefined;
        void queryClient.invalidateQueries({ queryKey: ['run', id] }).then(refresh);
      }, refreshEveryMilliseconds);
    };
    const unsubscribe = log.subscribe(refresh);
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [id, log, queryClient]);
  return { run: query.data, error: query.error, log };
}

/** The lines of a run, followed for as long as a page shows them. */
function useRunLog(id: string | undefined): RunLog {
  const log = id === undefined ? noLog : logOf(id);
  useEffect(() => {
    if (id === undefined) return undefined;
    const entry = logs.get(id) ?? { log, users: 0 };
    logs.set(id, entry);
    entry.users += 1;
    if (entry.users === 1) void entry.log.start();
    return () => {
      entry.users -= 1;
      if (entry.users === 0) entry.log.stop();
    };
  }, [id, log]);
  return log;
}

function logOf(id: string): RunLog {
  const known = logs.get(id);
  if (known !== undefined) return known.log;
  const log = new RunLog(serverSource(id));
  logs.set(id, { log, users: 0 });
  return log;
}

/** Draws again when lines come in. */
export function useLogVersion(log: RunLog): number {
  return useSyncExternalStore(log.subscribe, log.version);
}
