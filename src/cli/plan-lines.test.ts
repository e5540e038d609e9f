import { expect, test } from 'vitest';
import { describePlan } from '../kubeflow/plan/describe-plan.ts';
import { makePlan } from '../kubeflow/plan/make-plan.ts';
import { loadPracticeRelease } from '../kubeflow/practice/practice-release.ts';
import { planLines } from './plan-lines.ts';

test('the plan with --objects says of each object what it waits for, rights and kinds included', async () => {
  const plan = describePlan(makePlan({ release: await loadPracticeRelease(), components: 'all', installation: { name: 'demo' }, parameters: {} }));
  const lines = planLines(plan, { objects: true, images: false });
  const place = lines.indexOf('  Deployment.apps practice-system/certificate-issuer (certificates)');
  expect(lines[place + 1]).toBe(
    '    after the namespace practice-system, the ServiceAccount certificate-issuer, the ClusterRoleBinding practice-certificate-issuer of its account, ' +
      'the ClusterRole practice-certificate-issuer of its account, the kind Certificate, which its account may watch',
  );
});
