import { expect, test } from 'vitest';
import { makeError } from './error.ts';
import type { ErrorKey } from './registry.ts';
import { retryAdvice } from './retry-advice.ts';

const rows: readonly (readonly [ErrorKey, string])[] = [
  ['kubernetes.unreachable', 'now'],
  ['kubernetes.serverFault', 'now'],
  ['kubernetes.unauthorized', 'after-fix'],
  ['kubernetes.quotaExceeded', 'after-fix'],
  ['kubernetes.immutableField', 'after-fix'],
  ['kubernetes.limitRange', 'after-fix'],
  ['preflight.clusterUnfit', 'after-fix'],
  ['kubernetes.invalid', 'never'],
  ['kubeflow.componentUnknown', 'never'],
];

test.each(rows)('%s: a retry helps %s', (key, advice) => {
  expect(retryAdvice(makeError(key, {}))).toBe(advice);
});
