import { junitOf as fileOf } from '../../api/verification/junit.ts';
import type { VerifyResult } from '../../kubeflow/verify/verify.ts';
import { viewCheck } from '../../kubeflow/verify/view-check.ts';

/** The checks as a JUnit file, which CI servers show as tests. */
export function junitOf(name: string, results: readonly VerifyResult[]): string {
  return fileOf(name, results.map(viewCheck));
}
