import { expect, test } from 'vitest';
import { runKinds } from './run-kinds.ts';

test.each([
  [true, 'Acme-ml', 'Creating the cluster and installing Acme-ml'],
  [true, undefined, 'Creating the cluster'],
  [false, 'Kubeflow', 'Installing Kubeflow'],
  [false, undefined, 'Checking the cluster'],
])('a run that makes a cluster (%s) and installs %s is called “%s”', (makesCluster, installs, title) => {
  expect(runKinds.create.title({ makesCluster, installs })).toBe(title);
});
