import { setTimeout as wait } from 'node:timers/promises';
import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { conditionOf } from '../../kubernetes/objects/conditions.ts';
import { parseApiVersion, type ResourceType } from '../../kubernetes/objects/object.ts';
import type { Gate, Plan } from '../plan/plan.ts';
import type { SeenObjects } from './cluster-view.ts';
import type { Schedule } from './schedule.ts';
import type { ServerHealth } from './failures/server-health.ts';
import type { StalledDefinitions } from './failures/stalled-definitions.ts';
import { untilAnswered } from './gates/until-answered.ts';

type DiscoveryGate = Extract<Gate, { kind: 'kind-discoverable' }>;

/** The polling interval per group, in milliseconds: the API offers no watch on discovery, and its response is small. */
const interval = 250;

/** The timeout of one request, in milliseconds. The response is a few kilobytes; a longer request was lost with its connection and is repeated. */
const patience = 10_000;

interface DiscoveryOptions {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  readonly schedule: Schedule;
  readonly health: ServerHealth;
  readonly stalled: StalledDefinitions;
  readonly view: SeenObjects;
  readonly signal: AbortSignal;
}

/**
 * Opens the gates of kinds that are not served yet. Polls only groups whose
 * CustomResourceDefinition the server has acknowledged, and only while
 * something waits for them.
 */
export async function watchDiscovery(options: DiscoveryOptions & { onOpen: (gate: Gate) => void }): Promise<void> {
  const { plan, schedule, stalled, signal, onOpen } = options;
  const gates = plan.gates.filter((gate): gate is DiscoveryGate => gate.kind === 'kind-discoverable');
  // Never ends: an open gate closes again when its definition is deleted.
  for (let round = 0; !signal.aborted; round++) {
    const waiting = gates.filter(
      (gate) => !schedule.isOpen(gate.id) && gate.openers.every((opener) => schedule.isDone(opener)),
    );
    const askable = waiting.filter((gate) => round % roundsPerLookAtAll === 0 || mayBeServed(gate, options));
    // Kinds are served in the order in which their definitions were sent. Each round polls the first ones, and the others in turn.
    const groups = [
      ...Map.groupBy(
        askable.toSorted((one, other) => sentFirst(plan, other) - sentFirst(plan, one)),
        (gate) => gate.apiVersion,
      ),
    ];
    const others = groups.splice(groupsInRound);
    const inTurn = Array.from(
      { length: Math.min(groupsInRound, others.length) },
      (_, turn) => others[(round * groupsInRound + turn) % others.length] ?? [],
    );
    await Promise.all(
      [...groups, ...inTurn.filter((group): group is [string, DiscoveryGate[]] => group.length > 0)].map(
        async ([apiVersion, gates]) => {
          const served = await servedKinds(options, apiVersion);
          for (const gate of gates) {
            if (!served.has(gate.objectKind)) {
              stalled.stillUnserved(`${gate.plural}.${parseApiVersion(gate.apiVersion).group}`);
              continue;
            }
            stalled.servedAnother();
            onOpen(gate);
          }
        },
      ),
    );
    await wait(interval, undefined, { signal }).catch(() => undefined);
  }
}

/** Definitions that a watch shows as not established are polled only once in several rounds, in case the watch has died unnoticed. */
const roundsPerLookAtAll = 8;

/** Higher for what was sent earlier. */
function sentFirst({ objects }: Plan, { openers }: DiscoveryGate): number {
  return Math.max(...openers.map((opener) => objects[opener]?.priority ?? 0));
}

function mayBeServed({ plural, apiVersion }: DiscoveryGate, { view }: DiscoveryOptions): boolean {
  const name = `${plural}.${parseApiVersion(apiVersion).group}`;
  const definition = view.find({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name });
  return definition?.['status'] === undefined || conditionOf(definition, 'Established')?.status === 'True';
}

/** How many groups one round polls: the server publishes kinds one after the other, so polling all of them only costs it time. */
const groupsInRound = 4;

/**
 * Waits until every kind that the plan defines is served, those included that
 * nothing in the plan waits for. Asks once all definitions have been sent, in
 * the order they were sent, and each group and version by itself: the document
 * of all groups together lags behind by seconds while definitions come in.
 */
export async function waitForAllKinds(
  options: DiscoveryOptions & { onPending: (kinds: readonly string[]) => void },
): Promise<void> {
  const { plan, schedule, stalled, signal, onPending } = options;
  const definitions = [...plan.objects.entries()]
    .filter(([, { serves }]) => serves !== undefined)
    .sort(([, one], [, other]) => other.priority - one.priority);
  const kinds = definitions.flatMap(([, { serves }]) => (serves === undefined ? [] : [serves]));
  const pending = new Map(Map.groupBy(kinds, ({ group, versions }) => `${group}/${versions.at(-1) ?? ''}`));
  while (pending.size > 0) {
    const sent = definitions.every(([position]) => schedule.isDone(position));
    const round = [...pending].slice(0, sent ? groupsInRound : 0).map(async ([apiVersion, members]) => {
      const served = await servedKinds(options, apiVersion);
      const missing = members.filter(({ kind }) => !served.has(kind));
      for (const { plural, group } of missing) stalled.stillUnserved(`${plural}.${group}`);
      if (missing.length === 0) stalled.servedAnother();
      return missing.length === 0 && pending.delete(apiVersion);
    });
    const progress = (await Promise.all(round)).includes(true);
    onPending([...pending.values()].flatMap((members) => members.map(({ kind }) => kind)));
    if (pending.size > 0 && !progress) await wait(interval, undefined, { signal });
  }
}

async function servedKinds(options: DiscoveryOptions, apiVersion: string): Promise<ReadonlySet<string>> {
  const { health, signal } = options;
  const types = await untilAnswered(() => askPatiently(options, apiVersion), {
    signal,
    onFailure: (error) => health.failed(error),
  });
  health.answered();
  return new Set(types.map((type) => type.kind));
}

async function askPatiently({ client, signal }: DiscoveryOptions, apiVersion: string): Promise<ResourceType[]> {
  const tooLong = AbortSignal.timeout(patience);
  try {
    return await client.discover(apiVersion, { signal: AbortSignal.any([signal, tooLong]) });
  } catch (thrown) {
    if (!tooLong.aborted || signal.aborted) throw thrown;
    throw new MlaError(
      'kubernetes.noAnswer',
      { server: client.access.server, reason: `not a word for ${patience / 1000} s` },
      { cause: thrown },
    );
  }
}
