import { expect, test } from 'vitest';
import { MlaError } from './error.ts';
import type { ErrorCode } from './registry.ts';
import { retryAdvice } from './retry-advice.ts';

const rows: readonly (readonly [ErrorCode, string])[] = [
  ['MLA-KUBERNETES-003', 'now'],
  ['MLA-KUBERNETES-033', 'now'],
  ['MLA-KUBERNETES-020', 'after-fix'],
  ['MLA-KUBERNETES-030', 'after-fix'],
  ['MLA-KUBERNETES-040', 'after-fix'],
  ['MLA-KUBERNETES-044', 'after-fix'],
  ['MLA-PREFLIGHT-001', 'after-fix'],
  ['MLA-KUBERNETES-027', 'never'],
  ['MLA-KUBEFLOW-011', 'never'],
];

test.each(rows)('%s: a retry helps %s', (code, advice) => {
  expect(retryAdvice(new MlaError(code))).toBe(advice);
});
