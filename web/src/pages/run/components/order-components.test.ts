import { describe, expect, test } from 'vitest';
import type { ComponentView, WaitView } from '../../../../../src/api/run.ts';
import { markOf, orderComponents } from './order-components.ts';

const component = (name: string, state: ComponentView['state'], severity?: WaitView['severity']): ComponentView => ({
  name,
  title: name,
  state,
  objects: { applied: 1, total: 2 },
  workloads: { ready: 0, total: 1 },
  waiting: severity === undefined ? [] : [{ what: 'x', since: '2026-05-01T12:00:00.000Z', severity }],
});

describe('the rows of components', () => {
  test('keep the order of the plan, but a failure and trouble come first', () => {
    const rows = [
      component('istio', 'succeeded'),
      component('dex', 'running', 'info'),
      component('katib', 'running', 'warning'),
      component('pipelines', 'failed'),
      component('trainer', 'waiting'),
    ];
    expect(orderComponents(rows).map(({ name }) => name)).toEqual(['pipelines', 'katib', 'istio', 'dex', 'trainer']);
  });

  test.each([
    ['running', undefined, true, 'running'],
    ['running', 'info', true, 'running'],
    ['running', 'warning', true, 'trouble'],
    ['waiting', 'error', true, 'trouble'],
    ['running', undefined, false, 'cancelled'],
    ['waiting', undefined, false, 'waiting'],
    ['succeeded', 'warning', true, 'succeeded'],
    ['failed', 'warning', false, 'failed'],
  ] as const)(
    '%s with a wait of severity %s, while the run is live: %s, is shown as %s',
    (state, severity, live, shown) => {
      expect(markOf(component('katib', state, severity), live)).toBe(shown);
    },
  );
});
