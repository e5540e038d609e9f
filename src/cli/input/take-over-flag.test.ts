import { expect, test } from 'vitest';
import { readInstallation } from '../../installation/yaml.ts';
import { withTakeOver } from './take-over-flag.ts';

const written = (kubeflow: string): ReturnType<typeof readInstallation> =>
  readInstallation(
    `{apiVersion: mlanywhere.dev/v1alpha1, kind: Installation, metadata: {name: demo}, spec: {cluster: {platform: existing, connection: a}, kubeflow: ${kubeflow}}}`,
  );

test('--take-over adds its words to those of the installation, each once', () => {
  expect(
    withTakeOver(written('{takeOver: [istio]}'), { takeOver: ['cert-manager, istio', 'installation:base'] }).spec
      .kubeflow?.takeOver,
  ).toEqual(['istio', 'cert-manager', 'installation:base']);
});

test('without the flag the installation is left as it is', () => {
  const installation = written('{}');
  expect(withTakeOver(installation, {})).toBe(installation);
  expect(installation.spec.kubeflow?.takeOver).toBeUndefined();
});

test('--take-over without Kubeflow is refused: it would do nothing', () => {
  expect(() => withTakeOver(written('null'), { takeOver: ['istio'] })).toThrow(/spec\.kubeflow is null/);
});
