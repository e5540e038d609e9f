import { expect, test } from 'vitest';
import { didYouMean, nearestName } from './did-you-mean.ts';

const components = ['katib', 'pipelines', 'notebooks', 'kserve', 'dex', 'kserve-web-app'];

test.each([
  ['katip', 'katib'],
  ['Katib', 'katib'],
  ['pipeline', 'pipelines'],
  ['notbooks', 'notebooks'],
  ['kserv', 'kserve'],
  ['dxe', 'dex'],
])('%s is taken for %s', (written, meant) => {
  expect(nearestName(written, components)).toBe(meant);
});

test.each(['workspaces', '99', '', 'x'])('nothing is guessed for %j', (written) => {
  expect(nearestName(written, components)).toBeUndefined();
});

test('a message ends in the question, or in a full stop', () => {
  expect(didYouMean('katip', components)).toBe('. Did you mean katib?');
  expect(didYouMean('99', components)).toBe('.');
});
