import type { ErrorDefinition } from '../definition.ts';

export const generalErrors = {
  'general.unforeseen': {
    code: 'MLA-GENERAL-001',
    kind: 'internal',
    message: 'Something happened that MLAnywhere did not foresee: {reason}',
    cause: 'A fault in MLAnywhere itself.',
    fix: 'Try again. If it comes back, report it with the log of the run (`mla logs`): the log holds no secrets.',
  },
  'general.cancelled': {
    code: 'MLA-GENERAL-002',
    kind: 'cancelled',
    message: 'Cancelled.',
    cause: 'Someone asked for it, or the program was ending.',
    fix: 'Start it again when you are ready: what was done is kept.',
    extras: ['verb', 'object'],
  },
  'general.badProxyAddress': {
    code: 'MLA-GENERAL-003',
    kind: 'invalid',
    message: 'The variable {variable} holds no address of a proxy.',
    cause:
      'An address looks like http://proxy.example:3128, with user and password before an @ where the proxy wants them.',
    fix: 'Correct {variable}, or unset it when no proxy is needed; then start MLAnywhere again.',
  },
  'general.addressForbidden': {
    code: 'MLA-GENERAL-004',
    kind: 'invalid',
    message: 'MLAnywhere does not connect to {host}: {reason}.',
    cause:
      'Link-local addresses (169.254.0.0/16, fe80::/10) and cloud metadata services hold credentials of this machine; no cluster, proxy or release is there.',
    fix: 'Enter the address of the cluster, platform, proxy or release. If a name is right, ask who keeps your DNS why it leads there.',
  },
} as const satisfies Record<`general.${string}`, ErrorDefinition>;
