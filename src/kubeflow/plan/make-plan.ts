import { sayCount } from '../../api/say-count.ts';
import { type ChosenComponents, namesOfChosen } from '../../installation/components/chosen-components.ts';
import type { FoundationWish } from '../../installation/foundation.ts';
import { installationPatches, type PlanParameters } from '../patches/installation-patches.ts';
import type { Release, ReleaseObject } from '../release/release.ts';
import { knowledgeOf } from '../releases/knowledge-of.ts';
import { usefulLinks } from '../release/useful-with.ts';
import { linkComponents } from './component-links.ts';
import { withConfigurationDigest } from './requirements/configuration-digest.ts';
import { describeFoundation, findLeftOut, refuseMissing, withoutLeftOut, withoutNone } from './foundation/leave-out.ts';
import { addedItems, notesOnAdded } from './additions/additions.ts';
import { Inventory, type Item } from './inventory.ts';
import { markObject } from './object-text.ts';
import { patchItems } from './patch-items.ts';
import { notesOnSwitches, switchesOf } from './patch-switches.ts';
import type { Plan, PlannedComponent, PlannedFoundation } from './plan.ts';
import { planAdditions, refuseWithout } from './additions/plan-additions.ts';
import { requirementsOf as everyRequirementOf } from './requirements/collect-requirements.ts';
import { selectComponents, type SelectedComponent } from './select-components.ts';
import { sequence } from './sequence.ts';
import { sumRequests, totalsOf } from './totals.ts';
import { findUnreachableWebhooks, sayUnreachable } from './unreachable-webhooks.ts';

export interface PlanRequest {
  readonly release: Release;
  readonly components: ChosenComponents;
  readonly installation: { readonly name: string };
  /** Whose software Kubeflow runs on; ours where left out. */
  readonly foundation?: FoundationWish | undefined;
  readonly parameters: PlanParameters;
}

/**
 * What an install of these components will do, computed from the objects
 * alone. Throws `kubeflow.componentUnknown` for an unknown component, `expose.noGateway` and `connector.noDex` for an access without a gateway and a login without Dex, `kubeflow.foundationNeeded` for software that is needed and none, and `kubeflow.kindNotServed` for a kind
 * that nothing serves. Another `requirementsOf` gives another order, to compare
 * with.
 */
export function makePlan(request: PlanRequest, requirementsOf: typeof everyRequirementOf = everyRequirementOf): Plan {
  const { release, installation, foundation: wish } = request;
  const { name, version, digest, kubernetes } = release;
  const { patches, chosen } = installationPatches(release, request.parameters);
  const additions = planAdditions(request);
  const patched = patchItems(
    [...release.objects.map(itemOf), ...addedItems(additions)],
    [...patches, ...additions.flatMap((addition) => addition.patches)],
  );
  const { effects } = knowledgeOf(release);
  const all = new Inventory(patched.items, effects);
  const wholeRequirements = requirementsOf(all);
  const leftOut = findLeftOut(all, wish);
  const links = [...linkComponents(all, wholeRequirements, leftOut), ...usefulLinks(release)];
  const selected = selectComponents({
    release: `${name} ${version}`,
    components: release.components,
    chosen: withoutNone(namesOfChosen(request.components, release.components), wish),
    links,
  });
  const names = new Set(selected.map(({ component }) => component.name));
  refuseMissing(names, { links, wish });
  refuseWithout(names, request);
  const complete = names.size === release.components.length;
  const around = complete
    ? all
    : new Inventory(
        patched.items.filter((item) => names.has(item.component)),
        effects,
      );
  const requirements = complete ? wholeRequirements : requirementsOf(around);
  const inventory =
    leftOut.size === 0
      ? around
      : new Inventory(
          around.items.filter((item) => !leftOut.has(item)),
          effects,
          around.types,
        );
  const { gates, places, reasons, notes } = sequence(
    inventory.items,
    leftOut.size === 0 ? requirements : withoutLeftOut(requirements, { leftOut, inventory: around }),
  );
  const foundation = describeFoundation({ around, sent: inventory.items, leftOut, gates, places });
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
  const patchNotes = [...patched.notes, ...notesOnAdded(additions)].filter(
    (note) => inventory.find(note.object) !== undefined,
  );
  const unreachableWebhooks = findUnreachableWebhooks(inventory);
  return {
    release: { name, version, digest, kubernetes },
    components: selected
      .map((component) => describeComponent(component, inventory))
      .filter(({ objects }) => objects > 0 || leftOut.size === 0),
    objects,
    gates,
    totals: totalsOf(inventory),
    patches: patchNotes,
    switches: switchesOf({ chosen, notes: patchNotes, inventory }),
    foundation,
    unreachableWebhooks,
    notes: [
      ...additions.flatMap(({ notes: told }) => told),
      ...foundation.map(sayFoundation),
      ...patched.complaints.filter(({ component }) => names.has(component)).map(({ complaint }) => complaint),
      ...notes,
      ...notesOnSwitches({ chosen, notes: patchNotes, inventory }, request.parameters.patches),
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
  const workloads = inventory.workloads.filter(({ item }) => item.component === component.name);
  return {
    name: component.name,
    title: component.title,
    chosen,
    because,
    objects: inventory.items.filter((item) => item.component === component.name).length,
    workloads: workloads.length,
    requests: sumRequests(workloads),
  };
}

function sayFoundation({ title, leftOut }: PlannedFoundation): string {
  return `${title} is yours: MLAnywhere uses what the cluster has and does not send ${sayCount(leftOut, 'object')} of the release.`;
}
