import { expect, test } from 'vitest';
import type { Node } from './cluster-facts.ts';
import { describeIdleNodes } from './idle-nodes.ts';

const node = (
  name: string,
  spec: Node['spec'] = {},
  ready: { status: string; message?: string } = { status: 'True' },
): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name },
  spec,
  status: { conditions: [{ type: 'Ready', ...ready }] },
});
const taint = (key: string, value?: string): Node['spec'] => ({
  taints: [{ key, effect: 'NoSchedule', ...(value !== undefined && { value }) }],
});

test.each([
  [
    'not ready, with what the kubelet says',
    [
      node('one', taint('node.kubernetes.io/not-ready'), {
        status: 'False',
        message: 'container runtime network not ready.',
      }),
    ],
    'one: not ready (container runtime network not ready).',
  ],
  ['not ready, and no word why', [node('one', {}, { status: 'Unknown' })], 'one: not ready.'],
  ['without a word yet', [{ ...node('one'), status: {} }], 'one: has not reported yet.'],
  ['cordoned', [node('one', { unschedulable: true, ...taint('node.kubernetes.io/unschedulable') })], 'one: cordoned.'],
  [
    'kept free by a taint of Kubernetes',
    [node('one', taint('node.kubernetes.io/network-unavailable'))],
    'one: its network is not set up yet.',
  ],
  [
    'kept free by a taint of someone',
    [node('one', taint('nvidia.com/gpu', 'present'))],
    'one: reserved by the taint nvidia.com/gpu=present.',
  ],
  [
    'ready, and new',
    [node('one', taint('node.kubernetes.io/not-ready'))],
    'one: not yet cleared for work by the control plane.',
  ],
  [
    'alike',
    ['one', 'two', 'three', 'four', 'five'].map((name) => node(name, { unschedulable: true })),
    'one, two, three and 2 more: cordoned.',
  ],
  [
    'kept free for several reasons',
    [node('one', { unschedulable: true, ...taint('node.kubernetes.io/disk-pressure') })],
    'one: cordoned, its disk is nearly full.',
  ],
  [
    'different',
    [node('control', taint('node-role.kubernetes.io/control-plane')), node('one', { unschedulable: true })],
    'control: reserved for the control plane. one: cordoned.',
  ],
  ['not there', [], ''],
])('nodes that are %s', (_, nodes, words) => {
  expect(describeIdleNodes(nodes)).toBe(words);
});

test('a long message is cut', () => {
  expect(describeIdleNodes([node('one', {}, { status: 'False', message: 'x'.repeat(1000) })])).toHaveLength(
    'one: not ready ().'.length + 160,
  );
});
