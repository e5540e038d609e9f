import type { ProxySetting } from '../../../api/contract.ts';
import { nodeScript } from '../../files/node-script.ts';
import { nodeFileNames, nodeFiles, planFiles, type FilePlan } from '../../files/plan-files.ts';
import { readNodeReport } from '../../nodes/node-report.ts';
import { type NodeTarget, openNode, type SshPatience } from '../../ssh/node-session.ts';

/** MLAnywhere’s part of every file taken away. */
const nothing = planFiles({ noProxy: [] });

/**
 * What of the plan a node has, looked up over SSH by the script that sets it, which changes nothing with `look`. A file
 * that differs is looked at again for whether it has anything of MLAnywhere. Throws errors of `node.*`.
 */
export async function lookAtNode(
  target: NodeTarget,
  {
    plan,
    pin,
    signal,
    patience,
  }: {
    readonly plan: FilePlan;
    /** Stores the host key of a node that is reached for the first time, before anything is sent to it. */
    readonly pin: (node: string, hostKey: string) => Promise<void>;
    readonly signal: AbortSignal;
    readonly patience?: SshPatience | undefined;
  },
): Promise<ProxySetting[]> {
  using session = await openNode(target, { signal, ...(patience && { patience }) });
  if (target.pinned === undefined) await pin(target.node, session.hostKey);
  const look = async (wanted: FilePlan) =>
    readNodeReport(target.node, await session.run(nodeScript(wanted), { word: 'look', asRoot: true }));
  const wanted = await look(plan);
  const bare = wanted.files.length === 0 ? wanted : await look(nothing);
  const files = nodeFileNames.flatMap((name): ProxySetting[] => {
    const state = wanted.states[name];
    if (state !== 'same' && state !== 'differs') return [];
    const other = bare.states[name] === 'same' ? 'missing' : 'different';
    return [{ name: nodeFiles[name], state: state === 'same' ? 'set' : other }];
  });
  const services = ['containerd', 'docker'].flatMap((name): ProxySetting[] => {
    const state = wanted.states[`${name}-service`];
    if (state === 'running') return [{ name: `${name}.service`, state: 'set' }];
    return state === 'pending'
      ? [{ name: `${name}.service`, state: 'different', found: 'not restarted since its settings changed' }]
      : [];
  });
  return [...files, ...services];
}
