import type { Plan } from '../../plan/plan.ts';

/** The plan in which objects of a kind wait for its definition, where that one changes: the kind is served already, so no gate holds them back. */
export function withDefinitionsFirst(plan: Plan, changedKinds: ReadonlySet<string>): Plan {
  const definitions = new Map<string, number>(
    plan.objects.flatMap(({ serves }, position) =>
      serves === undefined ? [] : [[`${serves.kind}.${serves.group}`, position] as const],
    ),
  );
  const objects = plan.objects.map((object) => {
    const kind = `${object.type.kind}.${object.type.group}`;
    const definition = definitions.get(kind);
    return definition === undefined || !changedKinds.has(kind) || object.after.includes(definition)
      ? object
      : { ...object, after: [...object.after, definition] };
  });
  return { ...plan, objects };
}
