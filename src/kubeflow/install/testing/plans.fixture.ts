import { makePlan } from '../../plan/make-plan.ts';
import type { Gate, Plan } from '../../plan/plan.ts';
import { loadSampleRelease } from '../../sample/sample-release.ts';
import type { Schedule } from '../schedule.ts';

/** The plan of the whole sample release: every kind of gate but one. */
export const samplePlan: Plan = makePlan({
  release: await loadSampleRelease(),
  components: 'all',
  installation: { name: 'demo' },
  parameters: {},
});

/** Position of an object by kind and name. */
export function positionOf(plan: Plan, kind: string, name: string): number {
  const position = plan.objects.findIndex(({ key }) => key.kind === kind && key.name === name);
  if (position < 0) throw new Error(`no ${kind} ${name} in the plan`);
  return position;
}

/** A gate by the beginning of its id. */
export function gateOf(plan: Plan, beginning: string): Gate {
  const gate = plan.gates.find(({ id }) => id.startsWith(beginning));
  if (gate === undefined) throw new Error(`no gate ${beginning} in the plan`);
  return gate;
}

/** Has everything sent that can be sent without `held`; gates open as soon as their openers are sent, except held ones. */
export function sendAllBut(
  plan: Plan,
  schedule: Schedule,
  held: { readonly gates?: readonly string[]; readonly objects?: readonly number[] } = {},
): void {
  for (let before = -1; before !== schedule.done;) {
    before = schedule.done;
    for (let position = schedule.next(); position !== undefined; position = schedule.next())
      if (held.objects?.includes(position) !== true) schedule.acknowledge(position);
    for (const gate of plan.gates)
      if (held.gates?.includes(gate.id) !== true && gate.openers.every((opener) => schedule.isDone(opener)))
        schedule.openGate(gate.id);
  }
}
