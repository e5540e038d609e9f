import { installationPatches, type PlanParameters } from '../patches/installation-patches.ts';
import type { Release, ReleaseObject } from '../release/release.ts';
import { usefulLinks } from '../release/useful-with.ts';
import { linkComponents } from './component-links.ts';
import { withConfigurationDigest } from './requirements/configuration-digest.ts';
import { Inventory, type Item } from './inventory.ts';
import { markObject } from './object-text.ts';
import { patchItems } from './patch-items.ts';
import { notesOnSwitches, switchesOf } from './patch-switches.ts';
import type { Plan, PlannedComponent } from './plan.ts';
import { requirementsOf as everyRequirementOf } from './requirements/collect-requirements.ts';
import { selectComponents, type SelectedComponent } from './select-components.ts';
import { sequence } from './sequence.ts';
import { totalsOf } from './totals.ts';
import { findUnreachableWebhooks, sayUnreachable } from './unreachable-webhooks.ts';

export interface PlanRequest {
  readonly release: Release;
  readonly components: 'all' | readonly string[];
  readonly installation: { readonly name: string };
  readonly parameters: PlanParameters;
}

/**
 * What an install of these components will do, computed from the objects
 * alone. Throws `kubeflow.componentUnknown` for an unknown component and `kubeflow.kindNotServed` for a kind
 * that nothing serves. Another `requirementsOf` gives another order, to compare
 * with.
 */
export function makePlan(request: PlanRequest, requirementsOf: typeof everyRequirementOf = everyRequirementOf): Plan {
  const { release, installation } = request;
  const { name, version, digest, kubernetes } = release;
  const { patches, chosen } = installationPatches(release, request.parameters);
  const patched = patchItems(release.objects.map(itemOf), patches);
  const all = new Inventory(patched.items);
  const wholeRequirements = requirementsOf(all);
  const selected = selectComponents({
    release: `${name} ${version}`,
    components: release.components,
    chosen: request.components,
    links: [...linkComponents(all, wholeRequirements), ...usefulLinks(release)],
  });
  const names = new Set(selected.map(({ component }) => component.name));
  const complete = names.size === release.components.length;
  const inventory = complete ? all : new Inventory(patched.items.filter((item) => names.has(item.component)));
  const { gates, places, reasons, notes } = sequence(
    inventory.items,
    complete ? wholeRequirements : requirementsOf(inventory),
  );
  const objects = inventory.items.map((item, position) => {
    const { key, component, serves } = item;
    const { json, hash } = withConfigurationDigest(item, inventory);
    return {
      key,
      component,
      type: inventory.typeOf(item),
      body: markObject(json, { installation: installation.name, component, release: { name, version }, hash }),
      hash,
      ...(serves === undefined ? {} : { serves }),
      ...(places[position] ?? { after: [], gates: [], wave: 0, priority: 0 }),
      reasons: reasons[position] ?? [],
    };
  });
  const patchNotes = patched.notes.filter((note) => inventory.find(note.object) !== undefined);
  const unreachableWebhooks = findUnreachableWebhooks(inventory);
  return {
    release: { name, version, digest, kubernetes },
    components: selected.map((component) => describeComponent(component, inventory)),
    objects,
    gates,
    totals: totalsOf(inventory),
    patches: patchNotes,
    switches: switchesOf({ chosen, notes: patchNotes, inventory }),
    unreachableWebhooks,
    notes: [
      ...patched.complaints.filter(({ component }) => names.has(component)).map(({ complaint }) => complaint),
      ...notes,
      ...notesOnSwitches({ chosen, notes: patchNotes, inventory }),
      ...unreachableWebhooks.map(sayUnreachable),
    ],
  };
}

function itemOf(released: ReleaseObject): Item {
  return {
    key: released.key,
    component: released.component,
    json: released.json,
    hash: released.hash,
    serves: released.serves,
    get object() {
      return released.object;
    },
  };
}

function describeComponent({ component, chosen, because }: SelectedComponent, inventory: Inventory): PlannedComponent {
  return {
    name: component.name,
    title: component.title,
    chosen,
    because,
    objects: inventory.items.filter((item) => item.component === component.name).length,
    workloads: inventory.workloads.filter(({ item }) => item.component === component.name).length,
  };
}
