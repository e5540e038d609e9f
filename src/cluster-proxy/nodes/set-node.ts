import { MlaError } from '../../errors/error.ts';
import { nodeScript } from '../files/node-script.ts';
import type { FilePlan } from '../files/plan-files.ts';
import { type KeyChange, keyScript } from '../ssh/key-script.ts';
import type { NodeSession } from '../ssh/node-session.ts';
import { readNodeReport } from './node-report.ts';

/** What runs on the nodes, as the cluster knows it. */
export interface NodeWorkloads {
  /** Moves the pods of a node elsewhere. Nothing happens where none run. Throws `node.notDrained`. */
  drain(node: string): Promise<void>;
  /** Waits until the node is ready, and lets pods back if `drain` kept them away, also in an earlier run. Throws `node.notReady`. */
  resume(node: string): Promise<void>;
}

/** What was done on a node. */
export interface NodeOutcome {
  readonly node: string;
  /** Paths of files that were written. */
  readonly files: readonly string[];
  /** Services that were restarted. */
  readonly services: readonly string[];
}

/**
 * Brings one node to what the plan says: looks first, drains only if a service has to restart, writes, restarts, and
 * looks again. A node where nothing differs is only looked at. Throws errors of `node.*`.
 */
export async function setNode(
  session: NodeSession,
  {
    node,
    plan,
    workloads,
    keys,
  }: {
    readonly node: string;
    readonly plan: FilePlan;
    readonly workloads: NodeWorkloads;
    /** Where the work is done with a temporary key: what replaces it. */
    readonly keys?: KeyChange | undefined;
  },
): Promise<NodeOutcome> {
  const script = nodeScript(plan);
  const run = async (word: 'look' | 'set') => readNodeReport(node, await session.run(script, { word, asRoot: true }));
  const before = await run('look');
  let done = { files: [] as readonly string[], services: [] as readonly string[] };
  if (before.files.length > 0 || before.services.length > 0) {
    if (before.services.length > 0) await workloads.drain(node);
    done = await run('set');
    const after = await run('look');
    const left = [...after.files, ...after.services];
    if (left.length > 0)
      throw new MlaError('node.fileFailed', {
        node,
        file: left.join(', '),
        reason: 'it is not as it was written: something else on the node changes it',
      });
  }
  await workloads.resume(node);
  if (keys !== undefined) await replaceKey(session, node, keys);
  return { node, files: done.files, services: done.services };
}

async function replaceKey(session: NodeSession, node: string, keys: KeyChange): Promise<void> {
  const { exitCode, stderr } = await session.run(keyScript(keys), { word: 'set', asRoot: false });
  if (exitCode !== 0)
    throw new MlaError('node.fileFailed', {
      node,
      file: '~/.ssh/authorized_keys',
      reason: stderr.trim().slice(0, 200),
    });
}
