import type { Logins } from '../login/logins.ts';

/** Something that ends with a session: an answer, a WebSocket. */
interface Live {
  destroy(): unknown;
}

/** Whether sessions are open, and what is open in them. */
export interface LiveSessions {
  isOpen(session: string): Promise<boolean>;
  /** Ends something with the session. Returns what lets go of it. */
  bind(session: string, live: Live): () => void;
  close(): void;
}

/** Milliseconds. A session that this process ends is noticed at once; one that another process ends, after this time. */
const recheck = 5000;

export function watchSessions(
  logins: Pick<Logins, 'isOpen' | 'watchEnd'>,
  report: (error: unknown) => void,
): LiveSessions {
  interface Watched {
    readonly live: Set<Live>;
    readonly unwatch: () => void;
    openUntil: number;
  }
  const sessions = new Map<string, Watched>();

  const end = (session: string): void => {
    const watched = sessions.get(session);
    sessions.delete(session);
    watched?.unwatch();
    watched?.live.forEach((one) => one.destroy());
  };
  const watch = (session: string): Watched => {
    const known = sessions.get(session);
    if (known !== undefined) return known;
    const unwatch = logins.watchEnd({ id: session }, () => end(session));
    const watched: Watched = { live: new Set(), unwatch, openUntil: 0 };
    sessions.set(session, watched);
    return watched;
  };
  const isOpen = async (session: string): Promise<boolean> => {
    if ((sessions.get(session)?.openUntil ?? 0) > Date.now()) return true;
    if (!(await logins.isOpen({ id: session }))) {
      end(session);
      return false;
    }
    watch(session).openUntil = Date.now() + recheck;
    return true;
  };
  // A database that is briefly unreachable ends nothing.
  const timer = setInterval(() => {
    for (const [session, { live }] of sessions) if (live.size > 0) isOpen(session).catch(report);
  }, recheck).unref();

  return {
    isOpen,
    bind(session, live) {
      const watched = watch(session);
      watched.live.add(live);
      return () => watched.live.delete(live);
    },
    close() {
      clearInterval(timer);
      for (const session of [...sessions.keys()]) end(session);
    },
  };
}
