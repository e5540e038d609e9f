import { expect, test } from 'vitest';
import { readInstallation } from '../../installation/yaml.ts';
import { withOverrides } from './override-flag.ts';

const written = (kubeflow: string): ReturnType<typeof readInstallation> =>
  readInstallation(
    `{apiVersion: mlanywhere.dev/v1alpha1, kind: Installation, metadata: {name: demo}, spec: {cluster: {platform: existing, connection: a}, kubeflow: ${kubeflow}}}`,
  );

test('--override adds to the overrides of the installation, and replaces the reason of the same check', () => {
  const installation = written(
    '{overrides: [{check: nodes-ready, reason: old}, {check: capacity-pods, reason: kept}]}',
  );
  expect(
    withOverrides(installation, { override: ['nodes-ready=new, a=b', 'capacity-cpu=small'] }).spec.kubeflow?.overrides,
  ).toEqual([
    { check: 'capacity-pods', reason: 'kept' },
    { check: 'nodes-ready', reason: 'new, a=b' },
    { check: 'capacity-cpu', reason: 'small' },
  ]);
});

test.each(['capacity-cpu', 'capacity-cpu=', '=reason', 'Capacity CPU=reason'])('--override %j is refused', (text) => {
  expect(() => withOverrides(written('{}'), { override: [text] })).toThrow(/--override/);
});

test('--override without Kubeflow is refused: it would do nothing', () => {
  expect(() => withOverrides(written('null'), { override: ['capacity-cpu=small'] })).toThrow(/spec\.kubeflow is null/);
});
