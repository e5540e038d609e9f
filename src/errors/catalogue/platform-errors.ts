import type { ErrorDefinition } from '../definition.ts';

export const platformErrors = {
  'platform.noKubeconfigConnection': {
    code: 'MLA-PLATFORM-001',
    kind: 'invalid',
    message: 'The installation {name} does not belong to a connection with a kubeconfig.',
    cause: 'It names a connection of another kind, or one that was removed.',
    fix: 'Save a connection with a kubeconfig (`mla connection add`) and name it in the installation.',
  },
  'platform.serverFilesRefused': {
    code: 'MLA-PLATFORM-002',
    kind: 'forbidden',
    message: 'This server does not read kubeconfig files from its own disk.',
    cause: 'It was started for several people; a path could name a file of someone else.',
    fix: 'Upload the text of the kubeconfig instead, or start MLAnywhere on your own machine.',
  },
  'platform.kubeconfigFileUnreadable': {
    code: 'MLA-PLATFORM-003',
    kind: 'invalid',
    message: 'The kubeconfig file {path} cannot be read: {reason}',
    cause: 'The path is misspelled, or the file belongs to someone else.',
    fix: 'Correct the path. kubectl’s own file is usually ~/.kube/config.',
  },
  'platform.notAdministrator': {
    code: 'MLA-PLATFORM-004',
    kind: 'forbidden',
    message: '{user} is not an administrator of this cluster.',
    cause:
      'Kubeflow brings its own kinds, roles and webhooks, which only a cluster administrator may set up. The cluster says: {reason}',
    fix: 'Use a kubeconfig whose account has the role cluster-admin, or have an administrator bind it: `kubectl create clusterrolebinding mlanywhere --clusterrole=cluster-admin --user=<name>`.',
  },
  'platform.choicesUnknown': {
    code: 'MLA-PLATFORM-005',
    kind: 'invalid',
    message: 'There is no list {field} for this platform. Lists are: {available}.',
    cause: 'The name is misspelled, or the field is free text.',
    fix: 'Use one of the names listed.',
  },
  'platform.notSandbox': {
    code: 'MLA-PLATFORM-007',
    kind: 'invalid',
    message: 'The installation {name} is not one of the sandbox.',
    cause: 'The sandbox needs no connection; this one belongs to another platform.',
    fix: 'Use `platform: sandbox` in the installation, without a connection.',
  },
  'platform.kubeconfigNotGiven': {
    code: 'MLA-PLATFORM-006',
    kind: 'invalid',
    message: 'The connection says neither what its kubeconfig is nor where.',
    cause: 'Both the text and the path of the kubeconfig are missing, or both are given.',
    fix: 'Give one of the two: the text of a kubeconfig, or the path of a file on this machine.',
  },
} as const satisfies Record<`platform.${string}`, ErrorDefinition>;
