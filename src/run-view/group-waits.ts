import type { Severity, WaitReason, WaitView } from '../api/run.ts';
import { capital, firstSentence, reasonOf, sayWait, subjectOf } from './say-wait.ts';

/** Waits with the same reason, as one sentence. */
export interface WaitGroup {
  readonly text: string;
  readonly severity: Severity;
  /** Of the longest wait. */
  readonly since: string;
  readonly waits: readonly WaitView[];
}

/** Problems come first, each with its cause. Other waits are counted by reason, the most frequent first. */
export function groupWaits(waiting: readonly WaitView[]): WaitGroup[] {
  const trouble = waiting.filter(isTrouble).sort(byImportance);
  const groups = Map.groupBy(
    waiting.filter((wait) => !isTrouble(wait)),
    reasonOf,
  );
  return [
    ...Map.groupBy(trouble, ({ what }) => what).values(),
    ...[...groups.values()].sort((one, other) => componentsOf(other) - componentsOf(one)),
  ].map((waits) => ({
    text: textOf(waits),
    severity: waits[0]?.severity ?? 'info',
    since: waits.reduce((since, wait) => (wait.since < since ? wait.since : since), waits[0]?.since ?? ''),
    waits,
  }));
}

/** The wait that best explains why a component is not ready: a problem, else work in progress, else later work. The longest of these. */
export function mostImportantWait(waiting: readonly WaitView[]): WaitView | undefined {
  return waiting.toSorted(byImportance)[0];
}

function isTrouble(wait: WaitView): boolean {
  return wait.severity === 'warning' || wait.severity === 'error' || reasonOf(wait) === 'server';
}

function byImportance(one: WaitView, other: WaitView): number {
  return rankOf(one) - rankOf(other) || one.since.localeCompare(other.since);
}

function rankOf(wait: WaitView): number {
  if (wait.severity === 'error') return 0;
  if (isTrouble(wait)) return 1;
  return wait.later === true ? 3 : 2;
}

function componentsOf(waits: readonly WaitView[]): number {
  return new Set(waits.flatMap(({ component }) => component ?? [])).size;
}

/** The words for several waits of a kind, and for one. */
const phrases: Readonly<
  Record<WaitReason, { readonly many: string; readonly one: (subject: string) => string } | undefined>
> = {
  server: undefined,
  kinds: {
    many: 'kinds that the API server is still publishing',
    one: (subject) => `the ${subject}, which the API server is still publishing`,
  },
  webhooks: { many: 'webhooks whose pods start', one: (subject) => `the ${subject}, whose pods start` },
  secrets: {
    many: 'secrets that another component writes',
    one: (subject) => `the ${subject}, which another component writes`,
  },
  namespaces: { many: 'namespaces that become active', one: (subject) => `the ${subject} to become active` },
  pods: { many: 'pods that start', one: (subject) => `the pods of ${subject}` },
  answers: { many: 'answers of the API server', one: () => 'answers of the API server' },
  objects: { many: 'objects that become ready', one: (subject) => `${subject} to become ready` },
};

function textOf(waits: readonly WaitView[]): string {
  const [first] = waits;
  if (first === undefined) return '';
  const phrase = isTrouble(first) ? undefined : phrases[reasonOf(first)];
  if (phrase === undefined) return troubleText(first);
  // For a single wait, its cause says more than its reason.
  if (waits.length === 1 && hasOwnCause(first)) return sayWait(first);
  const subjects = new Set(waits.map(subjectOf));
  const what = subjects.size === 1 ? phrase.one(subjectOf(first).replace(/^the /, '')) : phrase.many;
  const count = componentsOf(waits);
  if (count === 0) return capital(`waiting for ${what}`);
  return `${count === 1 ? '1 component waits' : `${count} components wait`} for ${what}`;
}

function hasOwnCause(wait: WaitView): boolean {
  const reason = reasonOf(wait);
  return wait.why !== undefined && wait.later !== true && (reason === 'pods' || reason === 'objects');
}

function troubleText(wait: WaitView): string {
  if (reasonOf(wait) === 'server' && wait.why !== undefined)
    return `The API server has a problem: ${firstSentence(wait.why)}`;
  return sayWait(wait);
}
