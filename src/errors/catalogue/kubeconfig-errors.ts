import type { ErrorDefinition } from '../definition.ts';

/** Kubeconfigs that cannot be read or used. Their codes continue those of the cluster. */
export const kubeconfigErrors = {
  'kubeconfig.unreadable': {
    code: 'MLA-KUBERNETES-050',
    kind: 'invalid',
    message: 'The file is not a kubeconfig: {reason}',
    cause: 'You chose another file, or the file was cut or changed on the way.',
    fix: 'Use the file that kubectl uses for this cluster, usually `~/.kube/config`, or download one from your platform.',
  },
  'kubeconfig.contextUnknown': {
    code: 'MLA-KUBERNETES-051',
    kind: 'not-found',
    message: 'The kubeconfig has no context {context}.',
    cause: 'The available contexts are: {contexts}.',
    fix: 'Choose one of the available contexts.',
  },
  'kubeconfig.contextNotChosen': {
    code: 'MLA-KUBERNETES-052',
    kind: 'invalid',
    message: 'The kubeconfig does not say which cluster to use.',
    cause: 'The file has no current-context. Its contexts are: {contexts}.',
    fix: 'Choose a context.',
  },
  'kubeconfig.incomplete': {
    code: 'MLA-KUBERNETES-053',
    kind: 'invalid',
    message: 'The kubeconfig is incomplete: {reason}',
    cause: 'An entry that the context names is missing, or its keys were left out when the file was exported.',
    fix: 'Export the kubeconfig again, for example with `kubectl config view --raw --flatten --minify`.',
  },
  'kubeconfig.loginProgramRefused': {
    code: 'MLA-KUBERNETES-054',
    kind: 'forbidden',
    message:
      'The kubeconfig needs the login program {command}, and MLAnywhere does not run programs that an uploaded file names.',
    cause:
      'A kubeconfig can name any program. Running it would give anyone who uploads a file control over this server.',
    fix: 'Make a kubeconfig that needs no program: run the script that `mla connection script` prints, or the page shows, where kubectl works. If MLAnywhere runs on your own machine, you can instead name your file there: `mla connection add existing NAME --kubeconfig FILE`. Its login program may then run.',
  },
  'kubeconfig.fileReferenceRefused': {
    code: 'MLA-KUBERNETES-055',
    kind: 'forbidden',
    message:
      'The kubeconfig refers to the file {file} ({field}), and MLAnywhere does not read server files for an upload.',
    cause: 'The certificates or the token are in separate files on the machine where the kubeconfig comes from.',
    fix: 'If MLAnywhere runs on that machine, name the file instead of uploading it: `mla connection add existing NAME --kubeconfig FILE`. Otherwise include the contents with `kubectl config view --raw --flatten --minify`, and upload the result.',
  },
  'kubeconfig.fileUnreadable': {
    code: 'MLA-KUBERNETES-056',
    kind: 'not-found',
    message: 'The file {file} named in the kubeconfig ({field}) cannot be read: {reason}',
    cause: 'The file was moved or deleted, or this account may not read it.',
    fix: 'Put the file back, or export the kubeconfig again with `kubectl config view --raw --flatten --minify`.',
  },
  'kubeconfig.certificateUnreadable': {
    code: 'MLA-KUBERNETES-057',
    kind: 'invalid',
    message: 'The field {field} of the kubeconfig contains no certificate or key.',
    cause: 'The text was cut, or is not a PEM file in base64.',
    fix: 'Export the kubeconfig again.',
  },
  'kubeconfig.loginProgramFailed': {
    code: 'MLA-KUBERNETES-058',
    kind: 'unauthorized',
    message: 'The login program {command} of the kubeconfig failed: {reason}',
    cause: 'The program is not installed, or its session has expired.',
    fix: 'Run `kubectl get namespaces` in a terminal, which uses the same program. When that works, try again.',
  },
  'kubeconfig.unsupported': {
    code: 'MLA-KUBERNETES-059',
    kind: 'invalid',
    message: 'The kubeconfig uses {feature}, which MLAnywhere does not support.',
    cause: 'Without this setting, MLAnywhere would act as a different user than you expect.',
    fix: 'Use a context without this setting.',
  },
} as const satisfies Record<`kubeconfig.${string}`, ErrorDefinition>;
