import type { Logins } from '../login/logins.ts';
import type { Opened } from '../people/may-open-dashboard.ts';

/** Something that ends with a session: an answer, a WebSocket. */
interface Live {
  destroy(): unknown;
}

/** Whether sessions are open whose people may see a dashboard, and what is open in them. */
export interface LiveSessions {
  isOpen(opened: Opened): Promise<boolean>;
  /** Ends something with the session, or with the right to the dashboard. Returns what lets go of it. */
  bind(opened: Opened, live: Live): () => void;
  close(): void;
}

/** Milliseconds. A session that this process ends is noticed at once; one that another process ends, and a right that was taken away, after this time. */
const recheck = 5000;

export function watchSessions(
  logins: Pick<Logins, 'watchEnd'>,
  mayOpen: (opened: Opened) => Promise<boolean>,
  report: (error: unknown) => void,
): LiveSessions {
  interface Watched {
    readonly opened: Opened;
    readonly live: Set<Live>;
    readonly unwatch: () => void;
    openUntil: number;
  }
  const sessions = new Map<string, Watched>();

  const keyOf = ({ session, installation }: Opened): string => `${session} ${installation}`;
  const end = (key: string): void => {
    const watched = sessions.get(key);
    sessions.delete(key);
    watched?.unwatch();
    watched?.live.forEach((one) => one.destroy());
  };
  const watch = (opened: Opened): Watched => {
    const key = keyOf(opened);
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const unwatch = logins.watchEnd({ id: opened.session }, () => end(key));
    const watched: Watched = { opened, live: new Set(), unwatch, openUntil: 0 };
    sessions.set(key, watched);
    return watched;
  };
  const isOpen = async (opened: Opened): Promise<boolean> => {
    const key = keyOf(opened);
    if ((sessions.get(key)?.openUntil ?? 0) > Date.now()) return true;
    if (!(await mayOpen(opened))) {
      end(key);
      return false;
    }
    watch(opened).openUntil = Date.now() + recheck;
    return true;
  };
  // A database that is briefly unreachable ends nothing.
  const timer = setInterval(() => {
    for (const { opened, live } of sessions.values()) if (live.size > 0) isOpen(opened).catch(report);
  }, recheck).unref();

  return {
    isOpen,
    bind(opened, live) {
      const watched = watch(opened);
      watched.live.add(live);
      return () => watched.live.delete(live);
    },
    close() {
      clearInterval(timer);
      for (const key of [...sessions.keys()]) end(key);
    },
  };
}
