import type { ProxySubject, WantedProxy } from '../../../api/contract.ts';
import { toMlaError } from '../../../errors/error.ts';
import { listVariables, planFiles } from '../../files/plan-files.ts';
import type { ClusterNode } from '../../no-proxy/cluster-node.ts';
import type { NodeTarget, SshPatience } from '../../ssh/node-session.ts';
import { compareContainer } from '../compare-variables.ts';
import { newSubject } from '../new-subject.ts';
import { lookAtNode } from './look-at-node.ts';

/** How the nodes of an installation can be looked at. */
export type NodeWay =
  /** MLAnywhere logs in. */
  | {
      readonly by: 'ssh';
      readonly targetOf: (node: ClusterNode) => NodeTarget;
      readonly pin: (node: string, hostKey: string) => Promise<void>;
      /** The key leaves a node when the work there is done, so that a node which refuses it is as it should be. */
      readonly temporary: boolean;
      /** Whether a run has brought a node to what is wanted now, as it remembers. */
      readonly isDone: (node: string) => boolean;
      readonly patience?: SshPatience | undefined;
    }
  /** The nodes are containers, whose variables their engine tells. */
  | {
      readonly by: 'engine';
      readonly title: string;
      readonly variablesOf: (
        signal: AbortSignal,
      ) => Promise<Readonly<Record<string, Readonly<Record<string, string>>>>>;
      /** What the tool was given when it created the cluster: the list of then, not of now. */
      readonly wanted: Readonly<Record<string, string>>;
    }
  /** Nobody here can look: why, in a sentence. */
  | { readonly by: 'nothing'; readonly because: string; readonly canLook: 'owner' | 'nobody' };

export interface CheckNodesOptions {
  /** Name of the installation, for the commands of fixes. */
  readonly name: string;
  readonly nodes: readonly ClusterNode[];
  readonly way: NodeWay;
  readonly wanted: WantedProxy;
  readonly signal: AbortSignal;
  readonly tell: (subject: ProxySubject) => void;
}

/** Looks at each node, one after the other, and tells what is found. Throws only when the signal aborts. */
export async function checkNodes(options: CheckNodesOptions): Promise<void> {
  const { nodes, way, tell, signal } = options;
  const variables = way.by === 'engine' ? await way.variablesOf(signal).catch(toMlaError) : {};
  for (const node of nodes) {
    signal.throwIfAborted();
    const { name } = node.metadata;
    const found = variables instanceof Error ? undefined : variables[name];
    const byName = { nothing: 'nothing', ssh: 'SSH', engine: way.by === 'engine' ? way.title : '' }[way.by];
    const begun = newSubject('node', name, byName);
    if (way.by === 'nothing') {
      tell({ ...begun, state: 'unknown', note: way.because, fix: way.canLook === 'owner' ? byHand(options.name) : '' });
    } else if (way.by === 'ssh') {
      tell(begun);
      tell(await overSsh(node, way, options));
    } else if (variables instanceof Error) {
      const error = toMlaError(variables);
      tell({ ...begun, state: 'unknown', note: error.message, fix: error.fix, error: error.report() });
    } else if (found === undefined) {
      tell({ ...begun, state: 'unknown', note: `${way.title} has no container of this name.` });
    } else {
      const settings = compareContainer(way.wanted, found);
      tell({ ...begun, settings, ...judged(settings, again) });
    }
  }
}

const again =
  'A container keeps the variables that it was created with. Delete the cluster and create it again to change them.';

function judged(settings: ProxySubject['settings'], fix: string): Pick<ProxySubject, 'state' | 'fix'> {
  return settings.every(({ state }) => state === 'set') ? { state: 'good', fix: '' } : { state: 'bad', fix };
}

async function overSsh(
  node: ClusterNode,
  { targetOf, pin, temporary, isDone, patience }: Extract<NodeWay, { by: 'ssh' }>,
  { name, wanted, signal }: CheckNodesOptions,
): Promise<ProxySubject> {
  const begun = newSubject('node', node.metadata.name, 'SSH');
  const { http, https, noProxy } = wanted;
  try {
    const plan = planFiles({ http, https, noProxy: noProxy.map(({ entry }) => entry) });
    const settings = await lookAtNode(targetOf(node), { plan, pin, signal, patience });
    return { ...begun, settings, ...judged(settings, `Run \`mla retry ${name}\`: it sets what is missing.`) };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toMlaError(thrown);
    const unknown: ProxySubject = { ...begun, state: 'unknown' };
    // No failure: the key is gone since the work there was done.
    if (temporary && error.key === 'node.loginRefused') {
      const note = `${isDone(node.metadata.name) ? doneBefore : notKnown} ${keyTaken}`;
      return { ...unknown, note, fix: `${ownKey(name)} ${byHand(name)}` };
    }
    return { ...unknown, note: error.message, fix: error.fix, error: error.report() };
  }
}

const doneBefore = 'MLAnywhere has set it as wanted, and has not looked since.';
const notKnown = 'Not known.';
const keyTaken =
  'The temporary key of MLAnywhere left this node when the work there was done, so MLAnywhere cannot log in.';
const ownKey = (name: string): string =>
  `Store your own private key: \`mla access secret ${name} node-key --file FILE\`.`;
const byHand = (name: string): string =>
  `Look yourself: \`mla proxy script ${name} > proxy.sh\`, then \`sh proxy.sh look\` as root on the node.`;

/** The variables that pods and containers get for a proxy. */
export function variablesOf({ http, https, noProxy }: WantedProxy): Record<string, string> {
  return Object.fromEntries(listVariables({ http, https, noProxy: noProxy.map(({ entry }) => entry) }));
}
