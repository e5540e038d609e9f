import type { PlanView } from '../../../../src/api/contract.ts';

/** One wave of a plan as a column of the picture. */
export interface WaveColumn {
  readonly wave: number;
  readonly objects: number;
  /** By component, the one with the most objects first. */
  readonly components: readonly { readonly name: string; readonly title: string; readonly objects: number }[];
  /** Ids of gates that objects of this wave wait for and none of an earlier one. */
  readonly gates: readonly string[];
}

/** The plan's waves from first to last. A gate comes before the first wave that waits for it. */
export function drawWaves({ waves, components }: PlanView): WaveColumn[] {
  const titles = new Map(components.map(({ name, title }) => [name, title]));
  const seen = new Set<string>();
  return waves.map(({ wave, objects }) => {
    const gates = [...new Set(objects.flatMap((object) => object.gates))].filter((gate) => !seen.has(gate));
    for (const gate of gates) seen.add(gate);
    const counts = [...Map.groupBy(objects, ({ component }) => component)]
      .map(([name, ofIt]) => ({ name, title: titles.get(name) ?? name, objects: ofIt.length }))
      .sort((one, other) => other.objects - one.objects || one.title.localeCompare(other.title, 'en'));
    return { wave, objects: objects.length, components: counts, gates };
  });
}
