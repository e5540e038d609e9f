import type { WaitReason, WaitView } from '../api/run.ts';

/** A wait without a reason comes from an earlier version, and is for an object. */
export function reasonOf({ reason = 'objects' }: WaitView): WaitReason {
  return reason;
}

/** What the run waits for, in short: without API group and webhook configuration. */
export function subjectOf({ what }: WaitView): string {
  return what
    .replace(/ \(.*\)$/, '')
    .replace(/^workload /, '')
    .replace(/^(kind \S+) \S+$/, '$1')
    .replace(/^([A-Z]\w*)\.[\w.-]+ /, '$1 ');
}

/** One wait in one short line, with the cause if it is a problem. */
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

/** The advice that follows is shown in the details only. */
export function firstSentence(text: string): string {
  return (/^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text).replace(/\.$/, '');
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
