import type { ErrorDefinition } from '../definition.ts';

export const generalErrors = {
  'general.unforeseen': {
    code: 'MLA-GENERAL-001',
    kind: 'internal',
    message: 'Unexpected error: {reason}',
    cause: 'This is a fault in MLAnywhere itself.',
    fix: 'Try again. If the error comes back, report it with the log of the run (`mla logs`). The log contains no secrets.',
  },
  'general.cancelled': {
    code: 'MLA-GENERAL-002',
    kind: 'cancelled',
    message: 'Cancelled.',
    cause: 'Someone cancelled the operation, or the program was shutting down.',
    fix: 'Start it again when you are ready. Finished work is kept.',
    extras: ['verb', 'object'],
  },
  'general.badProxyAddress': {
    code: 'MLA-GENERAL-003',
    kind: 'invalid',
    message: 'The variable {variable} does not contain a proxy address.',
    cause:
      'A proxy address looks like http://proxy.example:3128. User and password, if the proxy needs them, come before an @.',
    fix: 'Correct {variable}, or unset it if you need no proxy. Then start MLAnywhere again.',
  },
  'general.addressForbidden': {
    code: 'MLA-GENERAL-004',
    kind: 'invalid',
    message: 'MLAnywhere does not connect to {host}: {reason}.',
    cause:
      'Link-local addresses (169.254.0.0/16, fe80::/10) and cloud metadata services hold credentials of this machine. No cluster, proxy or release has such an address.',
    fix: 'Enter the address of the cluster, platform, proxy or release. If the name is correct, ask your DNS administrator why it resolves to this address.',
  },
} as const satisfies Record<`general.${string}`, ErrorDefinition>;
