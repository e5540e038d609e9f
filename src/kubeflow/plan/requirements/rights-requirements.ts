import { parseApiVersion } from '../../../kubernetes/objects/object.ts';
import { AccountRightsReader } from './account-rights.ts';
import type { Inventory, Item, Workload } from '../inventory.ts';
import { kindGate, type GateDraft, type Requirement } from './requirement-type.ts';

/** What programs ask for in their first second: the rights of their account, and the kinds that these let them watch. */
export function rightsRequirements(inventory: Inventory): Requirement[] {
  const reader = new AccountRightsReader(inventory);
  const gates = gatesInUse(inventory);
  return inventory.workloads.flatMap((workload) => requirementsOfProgram(workload, { reader, gates }));
}

function requirementsOfProgram(
  workload: Workload,
  { reader, gates }: { reader: AccountRightsReader; gates: ReadonlyMap<Item, GateDraft> },
): Requirement[] {
  const { item } = workload;
  const { grants, kinds } = reader.rightsOf(workload);
  const base = { item, strength: 'restarts' } as const;
  const roles = new Set(grants.flatMap((grant) => grant.roles));
  return [
    ...grants.map(({ binding, named }) => ({
      ...base,
      needs: { object: binding },
      why: `the ${binding.key.kind} ${binding.key.name} of its account`,
      takesAlong: named,
    })),
    ...[...roles].map((role) => ({
      ...base,
      needs: { object: role },
      why: `the ${role.key.kind} ${role.key.name} of its account`,
      takesAlong: false,
    })),
    ...kinds.flatMap((definition) => {
      const gate = gates.get(definition);
      return gate === undefined
        ? []
        : [
            {
              ...base,
              needs: { gate },
              why: `the kind ${definition.serves?.kind ?? ''}, which its account may watch`,
              takesAlong: false,
            },
          ];
    }),
  ];
}

/** For each definition one gate: the one that objects of its kind wait for, else one on the stored version. All versions are served together. */
function gatesInUse(inventory: Inventory): Map<Item, GateDraft> {
  const written = new Map<unknown, string>();
  for (const { key } of inventory.items) {
    const served = inventory.types.definitionOf(key);
    if (served !== undefined && !written.has(served)) written.set(served, parseApiVersion(key.apiVersion).version);
  }
  return new Map(
    inventory.items.flatMap((item) => {
      const { serves } = item;
      return serves === undefined
        ? []
        : [
            [
              item,
              kindGate(serves, { version: written.get(serves) ?? serves.storageVersion, definition: item }),
            ] as const,
          ];
    }),
  );
}
