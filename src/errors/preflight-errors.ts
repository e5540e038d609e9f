import type { ErrorDefinition } from './definition.ts';

export const preflightErrors = {
  'MLA-PREFLIGHT-001': {
    kind: 'invalid',
    message: 'The cluster is not fit for this installation: {checks}.',
    cause: '{count} of the checks that ran before the installation failed; nothing has been sent to the cluster.',
    fix: '{fix}',
  },
} satisfies Record<`MLA-PREFLIGHT-${number}`, ErrorDefinition>;
