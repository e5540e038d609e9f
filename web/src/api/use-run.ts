import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { InstallationView } from '../../../src/api/contract.ts';
import type { RunView } from '../../../src/api/run.ts';
import { call } from './api.ts';
import { installationQuery, isLive } from './queries.ts';
import { RunFold } from './run-fold.ts';
import { RunLog } from './run-log.ts';
import { serverSource } from './run-stream.ts';

/** What this tab has of a run: kept by run, so that going from page to page neither reads nor folds it again. */
interface KnownRun {
  readonly log: RunLog;
  fold?: RunFold;
  users: number;
}
const mostRuns = 5;
const knownRuns = new Map<string, KnownRun>();
const noRun: KnownRun = {
  log: new RunLog({ list: () => Promise.resolve([]), follow: () => () => undefined }),
  users: 0,
};

export interface FollowedRun {
  readonly run: RunView | undefined;
  readonly error: Error | null;
  readonly log: RunLog;
}

/** The newest run of an installation, folded from its own lines. Nothing is asked again and again: the stream says when something is new. */
export function useInstallationRun(
  name: string,
): FollowedRun & { readonly installation: InstallationView | undefined; readonly installationError: Error | null } {
  const queryClient = useQueryClient();
  const installation = useQuery(installationQuery(name));
  const seen = installation.data?.run;
  const { lastTurn, ...followed } = useRun(seen?.id);
  const isNews = seen !== undefined && lastTurn > seen.lastEventId;
  useEffect(() => {
    if (isNews) void queryClient.invalidateQueries({ queryKey: ['installation', name] });
  }, [isNews, lastTurn, name, queryClient]);
  return { ...followed, installation: installation.data, installationError: installation.error };
}

/** Loads the server's view once, and again after an action on this page; in between it folds the incoming events. */
function useRun(id: string | undefined): FollowedRun & { readonly lastTurn: number } {
  const query = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => call('getRun', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  });
  const known = useKnownRun(id);
  useLogVersion(known.log);
  const asked = query.data;
  const fold = asked === undefined ? undefined : (known.fold ??= new RunFold(asked));
  const folded = fold?.read(known.log.events);
  // Until the log has caught up with it, the server's answer knows more.
  const run = asked !== undefined && folded !== undefined && folded.lastEventId >= asked.lastEventId ? folded : asked;
  useEffect(() => {
    if (folded !== undefined) known.log.shorten();
  }, [folded, known]);
  const live = isLive(run);
  // A retry begins after the log has come to its end: follow it again.
  useEffect(() => {
    if (live && known.log.state === 'ended') void known.log.start();
  }, [live, known]);
  return { run, error: query.error, log: known.log, lastTurn: fold?.lastTurn ?? 0 };
}

/** The lines of a run, followed for as long as a page shows them. */
function useKnownRun(id: string | undefined): KnownRun {
  const known = id === undefined ? noRun : knownRun(id);
  useEffect(() => {
    if (known === noRun) return undefined;
    known.users += 1;
    if (known.users === 1) void known.log.start();
    return () => {
      known.users -= 1;
      if (known.users === 0) known.log.stop();
    };
  }, [known]);
  return known;
}

function knownRun(id: string): KnownRun {
  const known = knownRuns.get(id) ?? { log: new RunLog(serverSource(id)), users: 0 };
  // Newest last: those that no page shows are forgotten, the longest unseen first.
  knownRuns.delete(id);
  knownRuns.set(id, known);
  for (const [other, { users }] of knownRuns) {
    if (knownRuns.size <= mostRuns) break;
    if (users === 0 && other !== id) knownRuns.delete(other);
  }
  return known;
}

/** Draws again when lines come in. */
export function useLogVersion(log: RunLog): number {
  return useSyncExternalStore(log.subscribe, log.version);
}
