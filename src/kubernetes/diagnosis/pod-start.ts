import { applyRules, type ClusterEvent, type MessageRule, type Trouble } from './trouble.ts';

/** Things a container needs before it starts, by the words of the kubelet. */
const missingRules: readonly MessageRule[] = [
  {
    pattern: /(secret|configmap)s? "([^"]+)" not found/i,
    words: ([, kind, name]) =>
      `the ${kind?.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap'} ${name ?? ''} does not exist`,
    hint: 'Wait: cert-manager or another controller may create it soon. Otherwise create it, or find out why its controller does not.',
    heals: true,
  },
  {
    pattern: /couldn't find key (\S+) in (Secret|ConfigMap) \S*?\/?([^/\s]+)$/,
    words: ([, key, kind, name]) => `the ${kind ?? ''} ${name ?? ''} has no key ${key ?? ''}`,
    hint: 'Add the key, or check the program that should write it.',
    heals: true,
  },
  {
    pattern: /references non-existent (secret|config) key: ?(\S+)/,
    words: ([, kind, key]) => `the ${kind === 'secret' ? 'Secret' : 'ConfigMap'} it mounts has no key ${key ?? ''}`,
    hint: 'Add the key, or check the program that should write it.',
    heals: true,
  },
  {
    pattern: /runAsNonRoot|run as root/i,
    words: () => 'its image runs as root, and the pod forbids that',
    hint: 'Use an image that does not run as root, or set `runAsUser`.',
    heals: false,
  },
  {
    pattern: /Multi-Attach error.*/,
    words: () => 'its volume is still attached to another node',
    hint: 'Wait until the old pod on that node has stopped. After a node failure this takes several minutes.',
    heals: true,
  },
  {
    pattern: /(?:cni|network plugin|NetworkPluginNotReady|failed to setup network).*/i,
    words: ([whole]) => `the pod network assigns no address (${whole.slice(0, 200)})`,
    hint: 'Check the pods of the network plugin (in kube-system): they must run on every node.',
    heals: true,
  },
];

/** A container that lacks something; `said` is the kubelet's message. */
export function missingTrouble(reason: string, said: string): Trouble {
  const found = applyRules(missingRules, said);
  return {
    reason,
    message: `The pod cannot start: ${found?.words ?? (said || 'no reason given')}.`,
    hint: found?.hint ?? 'Correct the part that the message names.',
    severity: found?.heals === false ? 'error' : 'warning',
    heals: found?.heals ?? true,
  };
}

const startReasons = new Set([
  'FailedMount',
  'FailedAttachVolume',
  'FailedCreatePodSandBox',
  'NetworkNotReady',
  'FailedMapVolume',
]);

/** A pod between node and first container: only events tell what it waits for. */
export function startTrouble(about: readonly ClusterEvent[]): Trouble | undefined {
  const event = about.find((one) => one.reason !== undefined && startReasons.has(one.reason));
  return event === undefined ? undefined : missingTrouble(event.reason ?? '', event.message ?? '');
}
