import { setTimeout as wait } from 'node:timers/promises';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { Gate, Plan } from '../plan/plan.ts';
import type { Schedule } from './schedule.ts';

type DiscoveryGate = Extract<Gate, { kind: 'kind-discoverable' }>;

/** Milliseconds between two looks at a group: the API offers no watch on discovery, and its answer is small. */
const interval = 250;

/**
 * Opens the gates of kinds that are not served yet. Only groups are asked
 * whose CustomResourceDefinition the server has acknowledged, and only while
 * something waits for them.
 */
export async function watchDiscovery(options: {
  client: KubernetesClient;
  plan: Plan;
  schedule: Schedule;
  signal: AbortSignal;
  onOpen: (gate: Gate) => void;
}): Promise<void> {
  const { client, schedule, signal, onOpen } = options;
  const pending = new Set(options.plan.gates.filter((gate): gate is DiscoveryGate => gate.kind === 'kind-discoverable'));
  while (pending.size > 0 && !signal.aborted) {
    const askable = [...pending].filter((gate) => gate.openers.every((opener) => schedule.isDone(opener)));
    await Promise.all(
      [...Map.groupBy(askable, (gate) => gate.apiVersion)].map(async ([apiVersion, gates]) => {
        const served = new Set((await client.discover(apiVersion, { signal })).map((type) => type.kind));
        for (const gate of gates.filter((one) => served.has(one.objectKind))) {
          pending.delete(gate);
          onOpen(gate);
        }
      }),
    );
    if (pending.size > 0) await wait(interval, undefined, { signal });
  }
}

/**
 * Waits until every kind that the plan defines is served, those included that
 * nothing in the plan waits for. Asks only once all definitions have been sent.
 */
export async function waitForAllKinds(options: { client: KubernetesClient; plan: Plan; schedule: Schedule; signal: AbortSignal }): Promise<void> {
  const { client, plan, schedule, signal } = options;
  const definitions = [...plan.objects.entries()].filter(([, object]) => object.key.kind === 'CustomResourceDefinition');
  let missing = definitions.map(([, object]) => object.key.name);
  while (missing.length > 0) {
    if (definitions.every(([position]) => schedule.isDone(position))) {
      const served = new Set((await client.discoverAll({ signal })).map((type) => `${type.plural}.${type.group}`));
      missing = missing.filter((name) => !served.has(name));
    }
    if (missing.length > 0) await wait(interval, undefined, { signal });
  }
}
