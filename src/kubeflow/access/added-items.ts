import { MlaError } from '../../errors/error.ts';
import { keyText, type KubernetesObject, type ObjectKey } from '../../kubernetes/objects/object.ts';
import { entrance, readAccess } from './access.ts';
import type { AccessPlan } from './plan-access.ts';
import { canonicalJson, sha256 } from '../release/canonical-json.ts';
import type { Item } from '../plan/inventory.ts';
import type { PlanRequest } from '../plan/make-plan.ts';
import type { PatchNote, Plan, PlannedObject } from '../plan/plan.ts';

/** The objects of an access, as parts of the component that has the gateway. */
export function addedItems(access: AccessPlan | undefined): Item[] {
  return (access?.objects ?? []).map((object) => {
    const json = canonicalJson(object);
    return {
      key: keyOf(object),
      component: entrance.component,
      json,
      hash: sha256(json),
      serves: undefined,
      object,
    };
  });
}

/** In place of what is changed, where an object is added. */
const added = 'added';

/** A plan shows what is added as it shows what is changed. */
export function notesOnAdded(access: AccessPlan | undefined): PatchNote[] {
  return (access?.objects ?? []).map((object) => ({
    object: keyOf(object),
    what: added,
    why: 'The installation says how Kubeflow is reached.',
  }));
}

/** Throws `expose.noGateway` where an access is wished for and no chosen component has the gateway. */
export function refuseUnreachable(
  names: ReadonlySet<string>,
  { release: { name, version }, parameters: { access } }: PlanRequest,
): void {
  const wished = access === undefined ? undefined : readAccess(access);
  if (wished !== undefined && !names.has(entrance.component))
    throw new MlaError('expose.noGateway', { release: `${name} ${version}`, expose: wished.expose });
}

function keyOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): ObjectKey {
  return { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
}

/** The objects that an access added to a plan. */
export function addedObjects({ objects, patches }: Plan): PlannedObject[] {
  const keys = new Set(patches.filter(({ what }) => what === added).map(({ object }) => keyText(object)));
  return objects.filter(({ key }) => keys.has(keyText(key)));
}
