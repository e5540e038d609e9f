import { sayCount } from '../../../../src/api/say-count.ts';

/** What is removed: all of Kubeflow, or what the installation no longer has. */
export const removalWords = {
  whole: {
    title: 'Remove Kubeflow',
    body: 'Removes Kubeflow and keeps the cluster. Data stays unless you choose it. Shows what goes and what stays before it starts.',
    yes: 'Remove Kubeflow',
  },
  leftOver: {
    title: 'Remove what is left over',
    body: 'This installation does not have all components. Components of an earlier choice stay in the cluster until you remove them. Data stays unless you choose it.',
    yes: 'Remove what is left over',
  },
} as const;

export const uninstallWords = {
  show: 'Review what goes and stays',
  looking: 'Looking at the cluster…',
  users: 'Made by users, removed first',
  noUsers: 'Users have made nothing that goes.',
  stages: 'Removed, in this order',
  nothing: 'Nothing of this installation is in the cluster.',
  objects: (count: number) => sayCount(count, 'object'),
  inNamespaces: (count: number) => (count === 0 ? '' : ` in ${sayCount(count, 'namespace')}`),
  data: 'Data',
  dataHint: 'Choose data to delete it too. Deleted data cannot be restored.',
  retained: 'its volume stays, because its reclaim policy is Retain',
  keeps: 'Stays',
  confirm: (name: string) => `Type ${name} to confirm that the chosen data is deleted`,
  typeName: (name: string) => `Nothing is deleted before you type ${name} here.`,
  no: 'Keep it',
} as const;
