import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { conditionOf } from '../../../kubernetes/objects/conditions.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';

/** How long a definition may exist before its kind is served, in milliseconds: a busy server takes ten seconds. */
const usualPatience = 30_000;
/** The timeout of a read and of a touch, in milliseconds. */
const answerTime = 10_000;

/** The annotation with the time of the last touch, which changes the definition. */
export const touchedAnnotation = 'mlanywhere.dev/touched';

export interface StalledDefinitionsOptions {
  readonly client: KubernetesClient;
  readonly signal: AbortSignal;
  readonly onTouched: (definition: string) => void;
  /** The delay before the first touch and between touches, in milliseconds. */
  readonly patience?: number;
}

/**
 * Wakes an API server that accepted a definition's names and was restarted
 * before it established the definition. Nothing makes it continue until the
 * definition changes or it resyncs all of them, every five minutes (seen with
 * Kubernetes 1.36). A touch is such a change.
 */
export class StalledDefinitions {
  readonly #options: StalledDefinitionsOptions;
  readonly #since = new Map<string, number>();
  #lastServed = Number.NEGATIVE_INFINITY;

  constructor(options: StalledDefinitionsOptions) {
    this.#options = options;
  }

  /** Call when a new kind is served: a server that serves other new kinds is busy, not stalled. */
  servedAnother(): void {
    this.#lastServed = performance.now();
  }

  /** Call at each poll that finds the definition but not its kind. The result is not awaited. */
  stillUnserved(name: string): void {
    const now = performance.now();
    const since = this.#since.get(name) ?? now;
    const isPatient = now - Math.max(since, this.#lastServed) < (this.#options.patience ?? usualPatience);
    this.#since.set(name, isPatient ? since : now);
    if (!isPatient) void this.#touchIfStalled(name);
  }

  async #touchIfStalled(name: string): Promise<void> {
    const { client, onTouched } = this.#options;
    const signal = AbortSignal.any([this.#options.signal, AbortSignal.timeout(answerTime)]);
    const type = builtInTypes.customResourceDefinition;
    try {
      const definition = await client.get(type, { name }, { signal });
      if (definition === undefined || !isStalled(definition)) return;
      await client.mergePatch(
        type,
        { name },
        { metadata: { annotations: { [touchedAnnotation]: new Date().toISOString() } } },
        { signal },
      );
      onTouched(name);
    } catch {
      // The next poll tries again; the server's problem is reported elsewhere.
    }
  }
}

function isStalled(definition: KubernetesObject): boolean {
  return (
    conditionOf(definition, 'NamesAccepted')?.status === 'True' &&
    conditionOf(definition, 'Established')?.status !== 'True'
  );
}
