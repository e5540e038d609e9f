import type { ErrorDefinition } from '../definition.ts';

export const exposeErrors = {
  'expose.noGateway': {
    code: 'MLA-EXPOSE-001',
    kind: 'invalid',
    retry: 'never',
    message: 'The chosen components of {release} have no gateway that could be reached by {expose}.',
    cause: 'Only the dashboard and the web apps bring the gateway of Kubeflow.',
    fix: 'Add a component with pages, for example notebooks, or leave spec.kubeflow.access out.',
  },
  'expose.secretMissing': {
    code: 'MLA-EXPOSE-002',
    kind: 'not-found',
    message: 'The secret value {secret} that the access needs is not stored.',
    cause: 'The installation names it, but never contains it: secret values are stored apart, encrypted.',
    fix: 'Give it with `--with-secret {secret}=FILE`, or in the form. For an installation that exists, `mla access secret NAME {secret} --file FILE` stores it.',
  },
  'expose.solverUnreadable': {
    code: 'MLA-EXPOSE-003',
    kind: 'invalid',
    retry: 'never',
    message: 'The text in spec.kubeflow.access.tls.dns01 is not the YAML of a DNS-01 solver: {reason}.',
    cause: 'The text is given to cert-manager as it is, so it must be YAML with one provider, for example cloudflare.',
    fix: 'Correct the text. docs/access.md has examples.',
  },
  'expose.noAuthority': {
    code: 'MLA-EXPOSE-004',
    kind: 'not-found',
    message: 'The cluster of {name} has no authority whose certificate browsers must trust.',
    cause: 'The access has its certificate from elsewhere, or cert-manager has not made the authority yet.',
    fix: 'Run `mla access show {name}` to see where the certificate comes from. With `release`, try again in a minute.',
  },
} as const satisfies Record<`expose.${string}`, ErrorDefinition>;
