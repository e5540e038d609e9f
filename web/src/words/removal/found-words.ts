import type { TakeWord } from '../../../../src/api/contract/take-words.ts';

/** A Kubeflow that MLAnywhere did not install, and its removal. */
export const foundWords = {
  link: (connection: string) => `Remove a Kubeflow from the cluster of ${connection}`,
  linkHint: 'For a Kubeflow that MLAnywhere did not install.',
  title: 'Remove a Kubeflow that MLAnywhere did not install',
  lead: (connection: string) =>
    `The cluster of ${connection} is compared with each release on this server. Only what equals the release goes without asking.`,
  looking: 'Comparing the cluster with each release. This can take a minute…',
  again: 'Looking at the cluster again…',
  is: (release: string) => `This is ${release}`,
  counts: ({ equal, different, absent }: { equal: number; different: number; absent: number }) =>
    `${equal} objects as the release has them, ${different} different, ${absent} absent`,
  others: 'Less alike',
  take: 'Remove more',
  takeHint: 'These objects stay unless you choose them.',
  takeGroups: {
    different: 'Objects that differ from the release',
    programs: 'Objects that programs of Kubeflow made',
    users: 'Objects that users made',
  } satisfies Record<TakeWord, string>,
  one: 'Choose single objects',
  confirm: (name: string) => `Type ${name} to confirm that this Kubeflow is removed`,
  typeName: (name: string) => `Nothing is removed before you type ${name} here.`,
  yes: 'Remove this Kubeflow',
  /** Above the commands that do the same. */
  comments: { plan: 'Show what goes and what stays', remove: 'Remove it (shows the plan again, then asks)' },
} as const;
