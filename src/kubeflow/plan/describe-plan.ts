import type { PatchId } from '../../installation/patch-ids.ts';
import type { KubernetesWindow } from '../../installation/kubernetes-window.ts';
import { keyText } from '../../kubernetes/objects/object.ts';
import type { Plan, PlannedObject } from './plan.ts';

/** A plan as people and other programs read it: plain data, and no bodies, so no secrets. */
export interface PlanDescription {
  release: { name: string; version: string; digest: string; kubernetes?: KubernetesWindow | undefined };
  components: {
    name: string;
    title: string;
    chosen: boolean;
    because: string[];
    objects: number;
    workloads: number;
    requests: { cpuMillicores: number; memoryMiB: number; undeclared: number };
  }[];
  /** What is sent in one go, once everything before it is there. */
  waves: { wave: number; objects: { object: string; component: string; gates: string[]; waitsFor: string[] }[] }[];
  gates: {
    id: string;
    kind: string;
    openedBy: string;
    /** How many objects wait for it. */
    guards: number;
  }[];
  totals: {
    objects: number;
    customResourceDefinitions: number;
    workloads: number;
    pods: number;
    images: string[];
    hiddenImages: string[];
    requests: { cpuMillicores: number; memoryMiB: number; undeclared: number };
    claims: { count: number; gibibytes: number };
  };
  patches: { id?: string; object: string; what: string; why: string }[];
  /** The named patches that concern it: which are on, and why. */
  switches: {
    id: PatchId;
    title: string;
    why: string;
    on: boolean;
    because: string;
    advised: boolean;
    forCluster: boolean;
    objects: number;
  }[];
  notes: string[];
}

/** The plan without what is sent. */
export function describePlan(plan: Plan): PlanDescription {
  const { release, components, objects, gates, totals, patches, switches, notes } = plan;
  return {
    release: { ...release },
    components: components.map((component) => ({ ...component, because: [...component.because] })),
    waves: describeWaves(objects),
    gates: gates.map(({ id, kind, openedBy }) => ({
      id,
      kind,
      openedBy,
      guards: objects.filter((object) => object.gates.includes(id)).length,
    })),
    totals: { ...totals, images: [...totals.images], hiddenImages: [...totals.hiddenImages] },
    patches: patches.map(({ object, ...patch }) => ({ ...patch, object: keyText(object) })),
    switches: switches.map((one) => ({ ...one })),
    notes: [...notes],
  };
}

function describeWaves(objects: readonly PlannedObject[]): PlanDescription['waves'] {
  return [...Map.groupBy(objects, (object) => object.wave)]
    .sort(([left], [right]) => left - right)
    .map(([wave, together]) => ({
      wave,
      objects: together.map(({ key, component, gates, reasons }) => ({
        object: keyText(key),
        component,
        gates: [...gates],
        waitsFor: [...reasons],
      })),
    }));
}
