import type { WriteGuard } from '../../kubernetes/http/write-guard.ts';
import { leaseSeconds } from '../store/run-store.ts';

/**
 * The right of a worker to work on a run, as this process knows it by its own
 * clock. Others may claim the run `leaseSeconds` after the last heartbeat that
 * the database has; this side stops earlier, because a heartbeat and a request
 * take time on their way.
 */
export interface Lease extends WriteGuard {
  /** Sends a heartbeat. Throws `run.takenOver` and `database.serverUnusable`. */
  beat(): Promise<{ readonly cancelRequested: boolean }>;
}

/** Milliseconds after a heartbeat was sent. */
const writesFor = (leaseSeconds - 2) * 1000;

/** One clock stops while the machine sleeps, the other can be set. */
interface Moment {
  readonly running: number;
  readonly wall: number;
}

const readClocks = (): Moment => ({ running: performance.now(), wall: Date.now() });

/** Closed until the first heartbeat: time may have passed since the claim. */
export function openLease(heartbeat: Lease['beat'], now: () => Moment = readClocks): Lease {
  let sent: Moment | undefined;
  let renewing: Promise<unknown> | undefined;

  const isOpen = (): boolean => {
    if (sent === undefined) return false;
    const { running, wall } = now();
    return Math.max(running - sent.running, Math.abs(wall - sent.wall)) < writesFor;
  };
  const beat: Lease['beat'] = async () => {
    const sending = now();
    const answer = await heartbeat();
    if (sent === undefined || sending.running > sent.running) sent = sending;
    return answer;
  };
  return {
    beat,
    isOpen,
    async open() {
      while (!isOpen()) {
        renewing ??= beat().finally(() => {
          renewing = undefined;
        });
        await renewing;
      }
    },
  };
}
