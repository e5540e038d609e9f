import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import type { CertificatePair } from '../certificates/issue.ts';
import type { ControllerName, Switches } from '../switches.ts';
import type { KindName } from './kinds.ts';
import type { World } from './world.ts';

/** One thing a simulated part would do now, to one object. */
export interface Task {
  /** The same for the same thing on the same object, so that it is not begun twice. */
  readonly id: string;
  /** `namespace/name` of the object that switches can name. */
  readonly object: string;
  /** Wait so long from the moment it became possible; the switch's delay is added. */
  readonly delayMs?: number;
  /** Must do no harm when what it does is done already. */
  act(): Promise<void>;
}

/**
 * A simulated part: from what is seen in the cluster it says what there is to
 * do. Delays, switches, repetition and counting are the engine's.
 */
export interface SimulatedController {
  readonly name: ControllerName;
  /** What it stands in for, as shown to people. */
  readonly standsFor: string;
  /** Kinds whose changes can give it something to do. */
  readonly inputs: readonly KindName[];
  pending(world: World): Iterable<Task>;
}

/** What simulated parts are made with. */
export interface SimulationTools {
  readonly client: KubernetesClient;
  readonly switches: Switches;
  /** Signs the certificates of simulated webhooks; what caBundle fields are filled with. */
  readonly webhookAuthority: CertificatePair;
  /** Have `pending` of this part asked again after a while. */
  readonly askAgain: (name: ControllerName, afterMs: number) => void;
}
