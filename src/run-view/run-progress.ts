import type { PhaseName } from '../api/run.ts';
import { runKinds } from './run-kinds.ts';
import type { RunState } from './run-state.ts';

/**
 * Progress of a run, 0 to 1. It never decreases: it divides sets that only grow (steps done, objects applied,
 * workloads ready, nodes running) by sizes that only shrink.
 */
export function measureProgress(state: RunState): number {
  if (state.succeeded.value === true) return 1;
  const steps = state.firstSteps.value;
  if (steps === undefined) return 0;
  const phases = runKinds[state.header.kind].phases.map(({ name, weight }) => ({
    name,
    weight,
    steps: steps.filter(({ phase }) => phase === name).map((step) => step.name),
  }));
  const present = phases.filter((phase) => phase.steps.length > 0);
  const whole = present.reduce((sum, { weight }) => sum + weight, 0);
  if (whole === 0) return 0;
  const done = present.reduce((sum, phase) => sum + phase.weight * measurePhase(state, phase.name, phase.steps), 0);
  // Only a run that succeeded is complete.
  return Math.min(0.999, Math.round((done / whole) * 1e6) / 1e6);
}

/** The larger of two measures: steps, and objects, workloads or nodes. */
function measurePhase(state: RunState, phase: PhaseName, steps: readonly string[]): number {
  const done = state.stepsDone.get(phase);
  const bySteps = steps.filter((step) => done?.has(step)).length / steps.length;
  return Math.max(bySteps, inner[phase]?.(state) ?? 0);
}

const inner: Partial<Record<PhaseName, (state: RunState) => number>> = {
  cluster: (state) => share(state.nodesSeenRunning.size, state.fewestNodes),
  uninstall: (state) => share(state.removed.size, state.toRemove.value ?? Infinity),
  install: (state) =>
    (share(state.objects.size, state.fewestObjects) + share(state.workloadsSeenReady.size, state.fewestWorkloads)) / 2,
};

/** `Infinity`: the size is not known yet. A part with size 0 is done. */
function share(part: number, whole: number): number {
  if (whole === Infinity) return 0;
  return whole === 0 ? 1 : Math.min(1, part / whole);
}
