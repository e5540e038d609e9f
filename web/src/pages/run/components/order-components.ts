import type { ComponentView } from '../../../../../src/api/run.ts';

/** In the order of the plan, but those that failed or have trouble first: a person looks for them. */
export function orderComponents(components: readonly ComponentView[]): ComponentView[] {
  return [...components].sort((one, other) => rankOf(one) - rankOf(other));
}

/** The state as it is shown: what has trouble, and what was under way when its run ended, does not just run. */
export function markOf(component: ComponentView, live: boolean): ComponentView['state'] | 'trouble' {
  const { state } = component;
  if (state !== 'running' && state !== 'waiting') return state;
  if (hasTrouble(component)) return 'trouble';
  return live || state === 'waiting' ? state : 'cancelled';
}

function rankOf(component: ComponentView): number {
  if (component.state === 'failed') return 0;
  return hasTrouble(component) ? 1 : 2;
}

function hasTrouble({ waiting }: ComponentView): boolean {
  return waiting.some(({ severity }) => severity === 'warning' || severity === 'error');
}
