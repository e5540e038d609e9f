import { parseApiVersion, type ObjectKey } from '../../../kubernetes/objects/object.ts';
import { configurationRequirements } from './configuration-digest.ts';
import type { Inventory, Item, Workload } from '../inventory.ts';
import { neededBy } from './pod-template.ts';
import { kindGate, makersOf, workloadGate, type GateDraft, type Requirement } from './requirement-type.ts';
import { rightsRequirements } from './rights-requirements.ts';
import { webhookRequirements } from './webhook-requirements.ts';

/** Everything each object waits for, from the objects alone. */
export function requirementsOf(inventory: Inventory): Requirement[] {
  return [
    ...inventory.items.flatMap((item) => [
      ...namespaceRequirements(item, inventory),
      ...kindRequirements(item, inventory),
    ]),
    ...inventory.workloads.flatMap((workload) => [
      ...templateRequirements(workload, inventory),
      ...configurationRequirements(workload, inventory),
    ]),
    ...webhookRequirements(inventory),
    ...rightsRequirements(inventory),
  ];
}

function namespaceRequirements(item: Item, inventory: Inventory): Requirement[] {
  const name = item.key.namespace;
  if (name === undefined) return [];
  const origin = inventory.namespace(name);
  const base = { item, why: `the namespace ${name}`, strength: 'always', takesAlong: true } as const;
  if (origin === undefined) return [{ ...base, needs: { gate: namespaceGate(name, []) } }];
  if (origin.item === undefined) return [];
  if (origin.effect === undefined) return [{ ...base, needs: { object: origin.item } }];
  const controller = inventory.findWorkload(origin.effect.by);
  const openers = [origin.item, ...(controller === undefined ? [] : [controller])];
  return [{ ...base, needs: { gate: namespaceGate(name, openers) } }];
}

/** Open while the namespace is active. */
export function namespaceGate(namespace: string, openers: readonly Item[]): GateDraft {
  return {
    id: `namespace ${namespace}`,
    condition: { kind: 'namespace-active', namespace },
    openers,
    otherwise: 'nothing in this plan: the namespace must already exist',
  };
}

function kindRequirements(item: Item, inventory: Inventory): Requirement[] {
  const definition = inventory.types.definitionOf(item.key);
  if (definition === undefined) return [];
  const { apiVersion, kind } = item.key;
  const crd = inventory.find({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    name: `${definition.plural}.${definition.group}`,
  });
  const gate = kindGate(definition, { version: parseApiVersion(apiVersion).version, definition: crd });
  const base = { item, why: `the kind ${kind}`, strength: 'always', takesAlong: true } as const;
  return [...gate.openers.map((object) => ({ ...base, needs: { object } })), { ...base, needs: { gate } }];
}

function templateRequirements({ item, template }: Workload, inventory: Inventory): Requirement[] {
  const namespace = item.key.namespace ?? '';
  return neededBy(template).flatMap(({ kind, name }): Requirement[] => {
    const base = { item, why: `the ${kind} ${name}`, strength: 'always', takesAlong: true } as const;
    const key: ObjectKey =
      kind === 'PriorityClass'
        ? { apiVersion: 'scheduling.k8s.io/v1', kind, name }
        : { apiVersion: 'v1', kind, namespace, name };
    const object = inventory.find(key);
    if (object !== undefined) return [{ ...base, needs: { object } }];
    if (kind === 'Secret') return secretRequirements({ base, namespace, name, inventory });
    const writer = kind === 'ConfigMap' ? inventory.controllers.spreadConfigMaps[name] : undefined;
    const workload = writer === undefined ? undefined : inventory.findWorkload(writer);
    return workload === undefined ? [] : [{ ...base, needs: { gate: workloadGate(workload) } }];
  });
}

function secretRequirements(wanted: {
  base: Omit<Requirement, 'needs'>;
  namespace: string;
  name: string;
  inventory: Inventory;
}): Requirement[] {
  const { base, namespace, name, inventory } = wanted;
  const made = inventory.effects.find(
    ({ effect }) => effect.kind === 'Secret' && effect.namespace === namespace && effect.name === name,
  );
  const openers = made === undefined ? [] : makersOf(made.item, inventory);
  const gate: GateDraft = {
    id: `secret ${namespace}/${name}`,
    condition: { kind: 'secret-present', namespace, name },
    openers,
    otherwise: 'nothing in this plan: the secret must already exist',
  };
  return [{ ...base, needs: { gate } }];
}
