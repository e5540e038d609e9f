import { applyRules, sharedTroubles, type MessageRule, type Trouble } from './trouble.ts';

const nodes = (count: string | undefined): string => (count === '1' ? '1 node' : `${count ?? 'some'} nodes`);
const has = (count: string | undefined): string => (count === '1' ? 'has' : 'have');

/** The scheduler's reasons why nodes do not take a pod, one row each. Source: kubernetes/kubernetes pkg/scheduler/framework/plugins. */
const rules: readonly MessageRule[] = [
  {
    pattern: /(\d+) Insufficient (nvidia\.com\/\S+?|amd\.com\/\S+?|gpu\.intel\.com\/\S+?)(?=[,.]|$)/,
    words: ([, count, resource]) => `${nodes(count)} ${has(count)} no free GPU (${resource ?? ''})`,
    hint: 'Add a node with a GPU and the device plugin of its vendor, free a GPU, or run without a GPU.',
    heals: false,
  },
  {
    pattern: /(\d+) Insufficient (\S+?)(?=[,.]|$)/,
    words: ([, count, resource]) => `${nodes(count)} ${has(count)} too little ${resource ?? ''} left`,
    hint: 'Add nodes or use larger nodes, install fewer components, or remove unused workloads.',
    heals: false,
  },
  {
    pattern: /(\d+) Too many pods/,
    words: ([, count]) => `${nodes(count)} ${has(count)} as many pods as allowed`,
    hint: 'Add nodes, or raise the limit of pods for each node (maxPods of the kubelet).',
    heals: false,
  },
  {
    pattern:
      /(\d+) node\(s\) had untolerated taint(?:\(s\))? \{?(node\.kubernetes\.io\/(?:not-ready|unreachable|network-unavailable)|node\.cloudprovider\.kubernetes\.io\/uninitialized)/,
    words: ([, count]) => `${nodes(count)} ${count === '1' ? 'is' : 'are'} not ready`,
    hint: 'Wait until the nodes are ready. If they do not become ready, check their kubelet and network plugin.',
    heals: true,
  },
  {
    pattern: /(\d+) node\(s\) had untolerated taint(?:\(s\))?(?: \{([^}]*)\})?/,
    words: ([, count, taint]) =>
      `${nodes(count)} ${count === '1' ? 'is' : 'are'} reserved${taint ? ` (taint ${taint.replace(/: ?$/, '')})` : ''}`,
    hint: 'Add nodes without this taint, or remove the taint.',
    heals: false,
  },
  {
    pattern: /(\d+) node\(s\) were unschedulable/,
    words: ([, count]) => `${nodes(count)} ${count === '1' ? 'is' : 'are'} closed for new pods (cordoned)`,
    hint: 'Make the nodes schedulable with `kubectl uncordon`, or add other nodes.',
    heals: false,
  },
  {
    pattern: /(\d+) node\(s\) didn't match (?:Pod's )?node affinity\/selector/,
    words: ([, count]) => `${nodes(count)} ${count === '1' ? 'does' : 'do'} not have the labels it asks for`,
    hint: 'Add the required labels to a node, or remove the node selector from the pod.',
    heals: false,
  },
  {
    pattern: /(\d+) node\(s\) didn't (?:match|satisfy) [^,.]*(anti-)?affinity/,
    words: ([, count, anti]) =>
      `${nodes(count)} ${count === '1' ? 'is' : 'are'} ruled out by the ${anti ?? ''}affinity of pods`,
    hint: 'Add nodes, or relax the affinity rules of the pod.',
    heals: false,
  },
  {
    pattern: /(\d+) node\(s\) had volume node affinity conflict/,
    words: ([, count]) => `${nodes(count)} cannot reach its volume (another zone or another machine)`,
    hint: 'Free resources on the node or zone of the volume, or create the volume again.',
    heals: false,
  },
  {
    pattern: /unbound immediate PersistentVolumeClaims/,
    words: () => 'its volume claim has no volume yet',
    hint: 'Check that the cluster has a default StorageClass and that its provisioner is running.',
    heals: true,
  },
  {
    pattern: /persistentvolumeclaim "([^"]+)" (?:not found|is being deleted)/,
    words: ([, claim]) => `its volume claim ${claim ?? ''} does not exist`,
    hint: 'Create the volume claim. If MLAnywhere installs it, wait.',
    heals: true,
  },
  {
    pattern: /(\d+) node\(s\) didn't have free ports/,
    words: ([, count]) => `on ${nodes(count)} its host port is in use`,
    hint: 'Free the host port, or add nodes.',
    heals: false,
  },
  {
    pattern: /no nodes available/,
    words: () => 'the cluster has no nodes',
    hint: 'Add nodes to the cluster.',
    heals: true,
  },
];

/** A pod that no node takes; `said` is the scheduler's message. */
export function schedulingTrouble(said: string): Trouble {
  const [reasons = ''] = said
    .replace(/^\d+\/\d+ nodes are available: /, '')
    .split(/\. (?:preemption|no new claims)|\.$/);
  // A part is `2 node(s) had untolerated taint {a: b}`; commas inside braces do not part it.
  const parts = reasons.split(/, (?![^{]*\})/).map((part) => ({ part, found: applyRules(rules, part) }));
  const known = parts.flatMap(({ found }) => (found === undefined ? [] : [found]));
  const words = parts.map(({ part, found }) => found?.words ?? part).join('; ');
  const hindrance = known.find((one) => !one.heals) ?? known[0];
  const heals = known.length > 0 && known.some((one) => one.heals);
  return {
    reason: 'Unschedulable',
    message: `${sharedTroubles.scheduling}: ${words}.`,
    hint: hindrance?.hint ?? 'Compare what the pod asks for with what the nodes offer (`kubectl describe pod`).',
    severity: heals ? 'warning' : 'error',
    heals,
  };
}
