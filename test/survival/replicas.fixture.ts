import type { ApiClient } from '../../src/api/client.ts';
import type { RunEvent } from '../../src/api/run.ts';
import { listRunEvents } from '../../src/cli/follow/list-run-events.ts';
import { eventually } from '../patience.fixture.ts';
import { startService, type KillableService } from './killable-service.fixture.ts';

/** Several processes of the server, each with a data directory of its own, on one database. */
export interface Replicas {
  /** A client of one that neither died nor sleeps. */
  client(): Promise<ApiClient>;
  /** The one that works on a run, as another says. */
  workerOf(runId: string): Promise<KillableService>;
  /** Waits for an event of a run, asking a replica that is there. */
  until(runId: string, fits: (event: RunEvent) => boolean): Promise<RunEvent>;
  kill(replica: KillableService): Promise<void>;
  pause(replica: KillableService): void;
  wake(replica: KillableService): void;
  end(): Promise<void>;
}

export function startReplicas(
  program: string,
  homes: readonly string[],
  environment: Readonly<Record<string, string>>,
): Replicas {
  const all = homes.map((home) => startService(program, home, environment));
  const away = new Set<KillableService>();
  const client = async (): Promise<ApiClient> => {
    const present = all.filter((replica) => !away.has(replica));
    const one = present[Math.floor(Math.random() * present.length)];
    if (one === undefined) throw new Error('no replica is left');
    return one.up;
  };
  return {
    client,
    async workerOf(runId) {
      return eventually(async () => {
        const { worker } = await (await client()).call('getRun', { params: { id: runId } });
        return all.find((replica) => replica.processId === worker?.processId && !away.has(replica));
      });
    },
    async until(runId, fits) {
      let last = 0;
      return eventually(async () => {
        for await (const event of listRunEvents(await client(), runId, last)) {
          last = event.id;
          if (fits(event)) return event;
        }
        return undefined;
      });
    },
    async kill(replica) {
      away.add(replica);
      await replica.kill();
    },
    pause(replica) {
      away.add(replica);
      replica.signal('SIGSTOP');
    },
    wake(replica) {
      replica.signal('SIGCONT');
      away.delete(replica);
    },
    async end() {
      for (const replica of all) replica.signal('SIGCONT');
      await Promise.all(all.map((replica) => replica.kill()));
    },
  };
}
