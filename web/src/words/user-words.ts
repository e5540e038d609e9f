/** One thing that becomes different; undefined is none. */
interface Difference {
  readonly namespace: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

export const userWords = {
  title: 'Users',
  body: 'Who can log in, and the namespaces each works in. Read from the cluster now. A new or changed password restarts Dex; people who are logged in stay logged in.',
  add: 'Add a user',
  none: 'Nobody is known yet.',
  login: { first: 'First user', password: 'Password', external: 'No password in Dex' },
  owns: 'Own namespace',
  contributes: 'Works in',
  noNamespace: 'No namespace',
  quota: (quota: Readonly<Record<string, string>>) =>
    Object.entries(quota)
      .map(([name, value]) => `${name}\u00a0${value}`)
      .join(', '),
  reset: 'New password',
  resetOf: (email: string) => `New password for ${email}`,
  remove: 'Remove',
  removeOf: (email: string) => `Remove ${email}`,
  waiting: 'Dex restarts, which takes about a minute. Stay on this page.',
  waitingForNamespace: 'Kubeflow makes the namespace. Stay on this page.',
  form: {
    email: 'E-mail address',
    emailHint: 'Kept in lower case, as Kubeflow compares it.',
    externalEmailHint: 'Exactly as the login service writes it: Kubeflow compares letter for letter.',
    emailWrong: 'This is no e-mail address.',
    namespace: 'Namespace of their own',
    withNamespace: 'Make a Profile with a namespace',
    namespaceHint: 'Lower-case letters, digits and hyphens.',
    namespaceWrong: 'Use up to 63 lower-case letters, digits and hyphens; begin and end with a letter or digit.',
    login: {
      legend: 'The user logs in',
      password: 'With a password in Dex',
      service: (titles: string) => `Through an external login service${titles === '' ? '' : `: ${titles}`}`,
      none: 'This installation has no login service yet. Add one in stage 3, or with mla login set.',
    },
    nowhere: 'Name a namespace of others, or make one for the user: without either there is nothing to add.',
    quota: {
      cpu: 'CPU limit',
      memory: 'Memory limit',
      'requests.storage': 'Storage limit',
      'requests.nvidia.com/gpu': 'NVIDIA GPUs',
    },
    quotaHint: {
      cpu: 'Cores, for example 8. Empty: no limit.',
      memory: 'For example 32Gi',
      'requests.storage': 'For example 100Gi',
      'requests.nvidia.com/gpu': 'For example 1',
    },
    quotaEmpty: 'Empty: no limit.',
    quotaWrong: 'Write a number with a unit, for example 8 or 32Gi.',
    contributes: 'Namespaces of others',
    contributesHint: (known: string) =>
      `For example team, shop:view. Without a role: edit.${known === '' ? '' : ` The cluster has ${known}.`}`,
    contributesWrong: 'Write it as team or team:view.',
    submit: 'Add',
  },
  password: {
    legend: 'Password',
    generated: 'Generate one',
    given: 'Choose one',
    label: 'Password',
    missing: 'Type a password, or choose a generated one.',
  },
  added: (email: string) => `Added ${email}.`,
  hasNew: (email: string) => `${email} has a new password.`,
  setPassword: 'Set the new password',
  change: {
    button: 'Change',
    of: (email: string) => `Change ${email}`,
    roles: { edit: 'Edit', view: 'View' },
    noRights: 'No rights',
    more: 'More namespaces of others',
    limitsOf: (namespace: string) => `Limits of ${namespace}`,
    title: 'What changes',
    nothing: 'Nothing yet. Choose other rights, or type another limit.',
    right: ({ namespace, before, after }: Difference) =>
      `Rights in ${namespace}: ${before ?? 'none'} → ${after ?? 'none'}`,
    limit: ({ namespace, limit, before, after }: Difference & { readonly limit: string }) =>
      `${limit} of ${namespace}: ${before ?? 'none'} → ${after ?? 'none'}`,
    submit: 'Apply these changes',
    waiting: 'Applying the changes …',
    done: (email: string) => `Changed ${email}.`,
  },
  removal: {
    body: 'The login and all rights in namespaces of others go.',
    keep: 'Keep the Profile and its data',
    delete: (profile: string) => `Delete the Profile ${profile} with its namespace and all data in it`,
    data: 'This is in it now',
    empty: 'Nothing',
    looking: 'Looking for namespaces and data of the user',
    confirm: (profile: string) => `Type ${profile} to confirm`,
    typeName: (profile: string) => `Nothing is deleted before you type ${profile} here.`,
    yes: 'Remove the user',
    done: (email: string, login: boolean) =>
      login
        ? `${email} can no longer log in.`
        : `Dex had no password of ${email}. Rights in other namespaces are removed.`,
    deleted: (profile: string) => ` The Profile ${profile} and its data are deleted.`,
    kept: (profiles: string) => ` Kept with all data: ${profiles}.`,
  },
} as const;
