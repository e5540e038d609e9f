import { parseApiVersion, type KubernetesObject } from '../objects/object.ts';

/** Why something in the cluster does not come up, for a person. */
export interface Trouble {
  /** One stable word, mostly Kubernetes' own (`ImagePullBackOff`, `Unschedulable`, ...). */
  readonly reason: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  readonly severity: 'warning' | 'error';
  /** True when waiting may be enough; false when somebody has to act. */
  readonly heals: boolean;
  /** The admission webhook that gives no answer, where that is the trouble. */
  readonly webhook?: string;
}

/** The fields of a core/v1 Event that are read. */
export interface ClusterEvent extends KubernetesObject {
  readonly involvedObject: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
  };
  readonly reason?: string;
  readonly message?: string;
  readonly type?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
  readonly series?: { readonly lastObservedTime?: string };
}

/** Events about one object, the newest first. `events` may hold those of others too. */
export function eventsAbout(object: KubernetesObject, events: readonly ClusterEvent[]): ClusterEvent[] {
  const { name, namespace, uid } = object.metadata;
  const isAbout = ({ involvedObject: about }: ClusterEvent): boolean =>
    about.kind === object.kind &&
    about.name === name &&
    (about.namespace ?? '') === (namespace ?? '') &&
    (about.uid === undefined || uid === undefined || about.uid === uid) &&
    (about.apiVersion === undefined ||
      parseApiVersion(about.apiVersion).group === parseApiVersion(object.apiVersion).group);
  return events.filter(isAbout).sort((one, other) => timeOf(other) - timeOf(one));
}

/** A trouble that is chosen by what a message says: rows of one table, first match wins. */
export interface MessageRule {
  readonly pattern: RegExp;
  readonly words: (match: RegExpExecArray) => string;
  readonly hint: string;
  readonly heals: boolean;
}

/** The first rule that fits a message, applied to it. */
export function applyRules(
  rules: readonly MessageRule[],
  message: string,
): { words: string; hint: string; heals: boolean } | undefined {
  for (const { pattern, words, hint, heals } of rules) {
    const match = pattern.exec(message);
    if (match !== null) return { words: words(match), hint, heals };
  }
  return undefined;
}

function timeOf(event: ClusterEvent): number {
  const text =
    event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  return text === undefined ? 0 : Date.parse(text);
}

/** How the message of a trouble begins whose cause often meets many workloads at once. */
export const sharedTroubles = {
  creation: 'Its pods cannot be created',
  scheduling: 'No node can run the pod',
} as const;
