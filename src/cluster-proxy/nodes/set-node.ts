import { isError, MlaError } from '../../errors/error.ts';
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
  /** Lets pods back at once after work that failed or was cancelled, if `drain` kept them away and the node is ready. Never throws. */
  release(node: string): Promise<void>;
}

/** What was done on a node. */
export interface NodeOutcome {
  readonly node: string;
  /** Paths of files that were written. */
  readonly files: readonly string[];
  /** Services that were restarted. */
  readonly services: readonly string[];
}

/** The work on one node. */
export interface NodeWork {
  readonly node: string;
  readonly plan: FilePlan;
  readonly workloads: NodeWorkloads;
  /** Where the work is done with a temporary key: what replaces it. */
  readonly keys?: KeyChange | undefined;
  /** Remembers that the node is done. Called before the temporary key goes, for nothing else tells a later run. */
  readonly finish: () => Promise<void>;
}

/**
 * Brings one node to what the plan says: looks first, drains only if a service has to restart, writes, restarts, and
 * looks again. A node where nothing differs is only looked at. Pods may come back also if this fails, unless a service
 * does not run. Throws errors of `node.*`.
 */
export async function setNode(session: NodeSession, work: NodeWork): Promise<NodeOutcome> {
  const { node, workloads, keys, finish } = work;
  const done = await settle(session, work).catch(async (thrown: unknown) => {
    if (!isError(thrown, 'node.serviceFailed')) await workloads.release(node);
    throw thrown;
  });
  await workloads.resume(node);
  await finish();
  if (keys !== undefined) await replaceKey(session, node, keys);
  return { node, ...done };
}

/** Writes the files and restarts the services, and returns which. */
async function settle(session: NodeSession, { node, plan, workloads }: NodeWork): Promise<Omit<NodeOutcome, 'node'>> {
  const script = nodeScript(plan);
  const run = async (word: 'look' | 'set') => readNodeReport(node, await session.run(script, { word, asRoot: true }));
  const before = await run('look');
  if (before.files.length === 0 && before.services.length === 0) return { files: [], services: [] };
  if (before.services.length > 0) await workloads.drain(node);
  const { files, services } = await run('set');
  const after = await run('look');
  const left = [...after.files, ...after.services];
  if (left.length > 0)
    throw new MlaError('node.fileFailed', {
      node,
      file: left.join(', '),
      reason: 'it is not as it was written: something else on the node changes it',
    });
  return { files, services };
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
