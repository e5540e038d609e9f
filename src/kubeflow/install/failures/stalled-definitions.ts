import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import { conditionOf } from '../../../kubernetes/objects/conditions.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';

/** Milliseconds for which a definition that the server has may stay without its kind: a busy server takes ten seconds. */
const usualPatience = 30_000;
/** Milliseconds for the look and for the touch. */
const answerTime = 10_000;

/** Says when a definition was last touched, and so changes it. */
export const touchedAnnotation = 'mlanywhere.dev/touched';

export interface StalledDefinitionsOptions {
  readonly client: KubernetesClient;
  readonly signal: AbortSignal;
  readonly onTouched: (definition: string) => void;
  /** Milliseconds before the first touch, and between two. */
  readonly patience?: number;
}

/**
 * Wakes an API server that has accepted a definition's names and was restarted
 * before it established the definition: nothing tells it to do the rest, until
 * the definition changes or it looks at all of them again, each five minutes
 * (seen with Kubernetes 1.36). Touching the definition is such a change.
 */
export class StalledDefinitions {
  readonly #options: StalledDefinitionsOptions;
  readonly #since = new Map<string, number>();
  #lastServed = Number.NEGATIVE_INFINITY;

  constructor(options: StalledDefinitionsOptions) {
    this.#options = options;
  }

  /** Call whenever a new kind is served: a server that serves other new kinds is busy, not stalled. */
  servedAnother(): void {
    this.#lastServed = performance.now();
  }

  /** Call at each look that finds the kind of this definition not served, though the server has the definition. Nothing waits for what comes of it. */
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
      // The next look tries again; what keeps the server from answering is told of elsewhere.
    }
  }
}

function isStalled(definition: KubernetesObject): boolean {
  return (
    conditionOf(definition, 'NamesAccepted')?.status === 'True' &&
    conditionOf(definition, 'Established')?.status !== 'True'
  );
}
