import type { ErrorDefinition } from '../definition.ts';

export const userErrors = {
  'user.exists': {
    code: 'MLA-USER-001',
    kind: 'conflict',
    message: 'Dex already has the user {email}.',
    cause: 'The user was added earlier, by MLAnywhere or by hand.',
    fix: 'Run `mla user list {name}`. To give the user a new password, run `mla user reset-password {name} {email}`.',
  },
  'user.unknown': {
    code: 'MLA-USER-002',
    kind: 'not-found',
    message: 'Dex has no user {email} with a password.',
    cause: 'The address is misspelled, or the user logs in through an external provider.',
    fix: 'Run `mla user list {name}`.',
  },
  'user.first': {
    code: 'MLA-USER-003',
    kind: 'invalid',
    message: '{email} is the first user. MLAnywhere does not change the first user’s login yet.',
    cause: 'The first user belongs to the installation: its address and password are kept with it.',
    fix: 'Use another user for yourself: `mla user add {name} EMAIL`.',
  },
  'user.settingsUnreadable': {
    code: 'MLA-USER-004',
    kind: 'conflict',
    message: 'The settings of Dex in the ConfigMap {configMap} cannot be changed safely: {reason}.',
    cause: 'The ConfigMap is missing, or somebody wrote it in a form that MLAnywhere does not know.',
    fix: 'Look at it: `kubectl get configmap -n auth dex -o yaml`. Write users as a list below staticPasswords.',
  },
  'user.profileTaken': {
    code: 'MLA-USER-005',
    kind: 'conflict',
    message: 'The name {profile} is taken: {reason}.',
    cause: 'A Profile is a namespace, and a cluster has each name once.',
    fix: 'Choose another name with --profile.',
  },
  'user.profileUnknown': {
    code: 'MLA-USER-006',
    kind: 'not-found',
    message: 'There is no Profile {profile}.',
    cause: 'The name is misspelled, or the Profile was removed.',
    fix: 'Run `mla user list NAME` to see the Profiles.',
  },
  'user.notReady': {
    code: 'MLA-USER-007',
    kind: 'timeout',
    message: '{what} is not ready after {seconds} s: {reason}.',
    cause: 'A controller of the cluster is slow, or its pods do not start.',
    fix: 'What was changed stays. Look at the pods of auth and kubeflow, then check with `mla verify`.',
  },
  'user.notConfirmed': {
    code: 'MLA-USER-008',
    kind: 'invalid',
    message: 'Nothing was removed: the name of the Profile is {profile}, and {given} was given.',
    cause: 'Removing a Profile deletes its data, so its name is asked for.',
    fix: 'Type the name of the Profile, or give it with --confirm.',
  },
  'user.contributorTaken': {
    code: 'MLA-USER-009',
    kind: 'conflict',
    message: '{email} cannot get rights in the namespace {namespace}: the binding of that name belongs to {other}.',
    cause: 'Kubeflow names the binding after the letters and digits of the address, and both addresses have the same.',
    fix: 'Leave this namespace out, or use another address for the user.',
  },
} as const satisfies Record<`user.${string}`, ErrorDefinition>;
