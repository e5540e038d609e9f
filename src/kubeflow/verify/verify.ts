import { toMlaError, type MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { LoginWalk } from '../login/hops.ts';
import { verifyChecks, type Finding, type VerifyId } from './checks.ts';

/** What the checks look at. */
export interface VerifyContext {
  readonly client: Pick<KubernetesClient, 'get' | 'list'>;
  /** A login as the user that is verified. */
  readonly walk: LoginWalk;
  readonly signal: AbortSignal;
}

/** What one check found. */
export interface VerifyResult extends Finding {
  readonly id: VerifyId;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number;
}

/** Runs every check of the table. One that needs a check that did not pass is skipped. Rejects only when the signal aborts. */
export async function verifyKubeflow(context: VerifyContext): Promise<VerifyResult[]> {
  const results: VerifyResult[] = [];
  for (const { id, title, needs, look } of verifyChecks) {
    const missing = needs.find((need) => results.find((one) => one.id === need)?.state !== 'passed');
    if (missing !== undefined) {
      const seen = `needs the check ${missing}`;
      results.push({ id, title, state: 'skipped', milliseconds: 0, seen });
      continue;
    }
    const before = performance.now();
    const finding = await look(context).catch((thrown: unknown): Finding => failed(thrown, context.signal));
    const state = finding.error === undefined ? 'passed' : 'failed';
    const milliseconds = timeOf(finding) + Math.round(performance.now() - before);
    results.push({ id, title, state, milliseconds, ...finding });
  }
  return results;
}

/** The first failure of them. */
export function firstFailure(results: readonly VerifyResult[]): MlaError | undefined {
  return results.find(({ state }) => state === 'failed')?.error;
}

function failed(thrown: unknown, signal: AbortSignal): Finding {
  signal.throwIfAborted();
  const error = toMlaError(thrown);
  return { seen: error.message, error };
}

/** The login was walked before the checks look at it. */
function timeOf({ hops = [] }: Finding): number {
  return hops.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}
