import type { ErrorDefinition } from '../definition.ts';

export const uninstallErrors = {
  'uninstall.dataUnknown': {
    code: 'MLA-UNINSTALL-001',
    kind: 'invalid',
    message: 'Kubeflow has no volume claim {claim}.',
    cause: 'The name is misspelled, or the claim is already gone. Claims are named namespace/claim.',
    fix: 'Name one of these, or the namespace of some: {claims}.',
    retry: 'never',
  },
  'uninstall.notConfirmed': {
    code: 'MLA-UNINSTALL-002',
    kind: 'invalid',
    message: 'The data of {claims} would be deleted, and the confirmation is {given}.',
    cause: 'Deleted data cannot be restored, so the name of the installation must be typed.',
    fix: 'Run the command again and type {name}, or pass `--confirm {name}`. To keep the data, leave out --delete-data.',
    retry: 'never',
  },
  'uninstall.stuck': {
    code: 'MLA-UNINSTALL-003',
    kind: 'timeout',
    message: 'The cluster does not finish deleting {objects}. {why}',
    cause:
      'A program that must clean up first does not run or does not answer, or an admission webhook refuses the deletion.',
    fix: '{fix}',
  },
  'uninstall.finalizerUnknown': {
    code: 'MLA-UNINSTALL-004',
    kind: 'invalid',
    message: 'Nothing that this uninstall deletes waits for a finalizer and is called {object}.',
    cause:
      'The name is misspelled, the object is already gone, or it is not being deleted yet. Objects are named "Kind name" or "Kind namespace/name".',
    fix: 'Run `mla logs {name}` and copy the name of the object that the run waits for.',
    retry: 'never',
  },
  'uninstall.nothingFound': {
    code: 'MLA-UNINSTALL-005',
    kind: 'not-found',
    message: 'The cluster has no Kubeflow that MLAnywhere knows.',
    cause:
      'No object of Kubeflow is in the cluster as one of the releases on this machine has it. They are: {releases}. Software that Kubeflow only uses, such as cert-manager, does not count.',
    fix: 'Run `mla release fetch RELEASE` with the release that was installed, for example 26.03. Then run the same command again.',
    retry: 'never',
  },
  'uninstall.takeUnknown': {
    code: 'MLA-UNINSTALL-006',
    kind: 'invalid',
    message: 'The uninstall cannot take {object}.',
    cause:
      'Nothing of Kubeflow in the cluster is called so, its data is kept, or others use it. Objects are named "Kind name" or "Kind namespace/name".',
    fix: 'Copy a name from the list of what stays, or use one of these words: {words}.',
    retry: 'never',
  },
  'uninstall.unseen': {
    code: 'MLA-UNINSTALL-007',
    kind: 'forbidden',
    message:
      'The uninstall removed {removed}, but Kubeflow can be left in the cluster: the account may not list {kinds}.',
    cause:
      'A namespace is deleted with all that is in it, and a definition with all objects of its kind. MLAnywhere keeps both where it cannot see what would go.',
    fix: 'Get the right to list these kinds: `mla preflight --report` writes it. Then run `mla retry {name}`: it removes the rest.',
  },
} as const satisfies Record<`uninstall.${string}`, ErrorDefinition>;
