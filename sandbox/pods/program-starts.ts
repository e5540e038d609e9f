import type { World } from '../simulation/world.ts';
import { abilitiesOf, abilitiesVersion, type AccountAbilities } from './account-abilities.ts';
import type { Pod } from './pod.ts';

/*
 * What a program asks for when it starts is written nowhere. One thing can be
 * known: a kind that its account may watch, whose definition is there and that
 * is not served, fails it at once. What comes only later cannot be known before
 * it comes: rights and kinds that come within a program's first minute are ones
 * it asked for in vain, so it crashes then. A binding to a role that never
 * comes harms nobody.
 */

/** Milliseconds: a program that has run for so long has shown that it needs no more. */
const youth = 60_000;

/** Milliseconds before a container that has crashed so often starts again. Source: kubelet, back-off of 10 s that doubles, the first restart at once. */
export function crashBackOff(restarts: number): number {
  return restarts <= 1 ? 1000 : Math.min(300_000, 10_000 * 2 ** (restarts - 2));
}

interface ProgramRecord {
  /** What it found when it started; undefined while it is down. */
  start:
    | {
        readonly at: number;
        readonly abilities: AccountAbilities;
        /** `abilitiesVersion` when it was last looked at. */ seen: string;
      }
    | undefined;
  restarts: number;
  crashedAt: number;
}

export interface ProgramStarts {
  /** Call before a round of `crashesNow`. */
  look(world: World): void;
  /** Starts the program of a pod. False: it has crashed, for want of a right or a kind. */
  tryToStart(pod: Pod, world: World): Promise<boolean>;
  /** Looks at a program that runs; true when it has just crashed, because it was started too early. */
  crashesNow(pod: Pod, world: World): boolean;
  /** Milliseconds until a crashed program starts again; undefined for one that has not crashed. */
  backOffLeft(pod: Pod): number | undefined;
  restarts(pod: Pod): number;
}

/** Remembers how each pod's program started. `servedKinds` asks the API server which of these definitions it serves. */
export function createProgramStarts(given: {
  servedKinds: (definitions: ReadonlySet<string>, world: World) => Promise<ReadonlySet<string>>;
  now?: () => number;
}): ProgramStarts {
  const { servedKinds, now = () => performance.now() } = given;
  const records = new Map<string, ProgramRecord>();
  let version = '';
  const recordOf = (pod: Pod): ProgramRecord => {
    const uid = pod.metadata.uid ?? '';
    const record = records.get(uid) ?? { start: undefined, restarts: 0, crashedAt: 0 };
    records.set(uid, record);
    return record;
  };
  const crash = (record: ProgramRecord): void => {
    record.start = undefined;
    record.restarts += 1;
    record.crashedAt = now();
  };

  return {
    look(world) {
      version = abilitiesVersion(world);
      if (records.size > 2000) forgetGone(records, world);
    },
    async tryToStart(pod, world) {
      const abilities = abilitiesOf(pod, world);
      const served = await servedKinds(abilities.kinds, world);
      const record = recordOf(pod);
      record.start = { at: now(), abilities, seen: '' };
      const fails = [...abilities.kinds].some((kind) => !served.has(kind));
      if (fails) crash(record);
      return !fails;
    },
    crashesNow(pod, world) {
      const record = records.get(pod.metadata.uid ?? '');
      if (record?.start === undefined || record.start.seen === version || now() - record.start.at > youth) return false;
      record.start.seen = version;
      const { rules, kinds } = record.start.abilities;
      const current = abilitiesOf(pod, world);
      const fails =
        [...current.rules].some((rule) => !rules.has(rule)) || [...current.kinds].some((kind) => !kinds.has(kind));
      if (fails) crash(record);
      return fails;
    },
    backOffLeft(pod) {
      const record = records.get(pod.metadata.uid ?? '');
      if (record === undefined || record.start !== undefined || record.restarts === 0) return undefined;
      return Math.max(0, record.crashedAt + crashBackOff(record.restarts) - now());
    },
    restarts: (pod) => records.get(pod.metadata.uid ?? '')?.restarts ?? 0,
  };
}

function forgetGone(records: Map<string, unknown>, world: World): void {
  const living = new Set([...world.all('pods')].map(({ metadata }) => metadata.uid));
  for (const uid of records.keys()) if (!living.has(uid)) records.delete(uid);
}
