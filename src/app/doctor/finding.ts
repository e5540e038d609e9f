import type { CheckResult } from '../../api/contract.ts';
import { toMlaError } from '../../errors/error.ts';

/** One thing that MLAnywhere needs or can use, as it is on this machine. */
export interface Finding {
  /** Never changes: scripts read it. */
  readonly id: string;
  readonly title: string;
  /** `warning`: a part of MLAnywhere cannot be used. `failed`: MLAnywhere does not work. `unknown`: nobody could look. */
  readonly outcome: CheckResult['outcome'];
  /** What was found, with versions, paths and addresses. */
  readonly evidence: string;
  /** The next action, unless it passed. */
  readonly fix?: string | undefined;
}

/** A look that never throws: what goes wrong in it becomes its finding. */
export async function find(
  about: Pick<Finding, 'id' | 'title'>,
  look: () => Promise<Omit<Finding, 'id' | 'title'>>,
  otherwise: 'warning' | 'failed' = 'failed',
): Promise<Finding> {
  try {
    return { ...about, ...(await look()) };
  } catch (thrown) {
    const { message, fix } = toMlaError(thrown);
    return { ...about, outcome: otherwise, evidence: message, fix };
  }
}
