import { isError, MlaError, toMlaError } from '../../errors/error.ts';
import type { FilePlan } from '../files/plan-files.ts';
import type { KeyChange } from '../ssh/key-script.ts';
import { type NodeTarget, openNode, type SshPatience } from '../ssh/node-session.ts';
import { type NodeOutcome, type NodeWorkloads, setNode } from './set-node.ts';

/** What happens on the nodes, one after the other. */
export type NodeNews =
  | { readonly state: 'pinned'; readonly node: string; readonly hostKey: string }
  | ({ readonly state: 'set' | 'unchanged' } & NodeOutcome)
  /** It takes none of the keys any more, and has had these files since an earlier run. */
  | { readonly state: 'done'; readonly node: string }
  | { readonly state: 'failed'; readonly node: string; readonly error: MlaError };

export interface SetNodesOptions {
  readonly targets: readonly NodeTarget[];
  readonly plan: FilePlan;
  readonly workloads: NodeWorkloads;
  readonly keys?: KeyChange | undefined;
  /** Stores the host key of a node that was reached for the first time, before anything is sent to it. */
  readonly pin: (node: string, hostKey: string) => Promise<void>;
  /** Whether an earlier run brought a node to this plan. */
  readonly isDone: (node: string) => boolean;
  /** Remembers that a node has what the plan says. */
  readonly finish: (node: string) => Promise<void>;
  readonly tell: (news: NodeNews) => void;
  readonly signal: AbortSignal;
  readonly patience?: SshPatience;
}

/**
 * Sets every node, one after the other, so that never more than one is away. One that fails is told, and the others are
 * done all the same. A node that an earlier run has done, and taken the temporary key from, is done. Throws `node.notAll`
 * at the end if one failed.
 */
export async function setNodes(options: SetNodesOptions): Promise<void> {
  const { targets, keys, tell, signal } = options;
  let done = 0;
  const failed: string[] = [];
  for (const target of targets) {
    try {
      const outcome = await setOne(target, options);
      done += 1;
      tell({ state: outcome.files.length + outcome.services.length > 0 ? 'set' : 'unchanged', ...outcome });
    } catch (thrown) {
      signal.throwIfAborted();
      if (isError(thrown, 'node.loginRefused') && keys !== undefined && options.isDone(target.node)) {
        done += 1;
        tell({ state: 'done', node: target.node });
        continue;
      }
      const error = toMlaError(thrown);
      failed.push(`${target.node} (${error.code})`);
      tell({ state: 'failed', node: target.node, error });
      // A node that could not be drained is in use; the next one would be drained too.
      if (isError(thrown, 'node.notReady')) break;
    }
  }
  const missing = targets.length - done;
  if (missing > 0)
    throw new MlaError('node.notAll', { count: missing, total: targets.length, nodes: failed.join(', ') });
}

async function setOne(target: NodeTarget, options: SetNodesOptions): Promise<NodeOutcome> {
  const { signal, patience, plan, workloads, keys, tell, pin } = options;
  using session = await openNode(target, { signal, ...(patience && { patience }) });
  if (target.pinned === undefined) {
    await pin(target.node, session.hostKey);
    tell({ state: 'pinned', node: target.node, hostKey: session.hostKey });
  }
  return await setNode(session, {
    node: target.node,
    plan,
    workloads,
    finish: () => options.finish(target.node),
    keys,
  });
}
