import type { WaitView } from '../api/run.ts';

/** What kind of thing is waited for; read from the first word of `what`, as gates and workloads are named. */
export type WaitReason = 'server' | 'kinds' | 'webhooks' | 'secrets' | 'namespaces' | 'pods' | 'answers' | 'objects';

const reasons: readonly (readonly [RegExp, WaitReason])[] = [
  [/^the API server$/, 'server'],
  [/^kind |^the kinds of the definitions$/, 'kinds'],
  [/^webhook /, 'webhooks'],
  [/^secret /, 'secrets'],
  [/^namespace /, 'namespaces'],
  [/^the answers of the API server$/, 'answers'],
  [/^(?:workload )?(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|Pod)\b|^\d+ workloads\b/, 'pods'],
];

export function reasonOf({ what }: WaitView): WaitReason {
  return reasons.find(([pattern]) => pattern.test(what))?.[1] ?? 'objects';
}

/** The thing that is waited for as people write it: no API group, no configuration behind a webhook. */
export function subjectOf({ what }: WaitView): string {
  return what
    .replace(/ \(.*\)$/, '')
    .replace(/^workload /, '')
    .replace(/^(kind \S+) \S+$/, '$1')
    .replace(/^([A-Z]\w*)\.[\w.-]+ /, '$1 ');
}

/** One wait in one short line; with its cause where that is trouble. */
export function sayWait(wait: WaitView): string {
  const subject = subjectOf(wait);
  const reason = reasonOf(wait);
  if (wait.severity !== 'info' || reason === 'server') return withCause(subject, wait.why);
  if (reason === 'answers') return 'Sending its objects';
  if (wait.later === true) return `After ${subject}`;
  if (reason === 'pods' || reason === 'objects') return withCause(subject, wait.why);
  return capital(`${subject} ${notYet[reason]}`);
}

const notYet: Readonly<Record<Exclude<WaitReason, 'answers' | 'pods' | 'objects' | 'server'>, string>> = {
  kinds: 'is not served yet',
  webhooks: 'is not ready yet',
  secrets: 'is not written yet',
  namespaces: 'is not active yet',
};

function withCause(subject: string, why: string | undefined): string {
  const cause = why === undefined ? undefined : firstSentence(why);
  return capital(cause === undefined ? subject : `${subject}: ${cause}`);
}

/** The advice that follows is for the details. */
export function firstSentence(text: string): string {
  return (/^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/\.$/, '');
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
