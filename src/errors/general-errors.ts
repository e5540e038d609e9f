import type { ErrorDefinition } from './definition.ts';

export const generalErrors = {
  'MLA-GENERAL-001': {
    kind: 'internal',
    message: 'Something happened that MLAnywhere did not foresee: {reason}',
    cause: 'A fault in MLAnywhere itself.',
    fix: 'Try again. If it comes back, report it with the log of the run (`mla logs`): the log holds no secrets.',
  },
  'MLA-GENERAL-002': {
    kind: 'cancelled',
    message: 'Cancelled.',
    cause: 'Someone asked for it, or the program was ending.',
    fix: 'Start it again when you are ready: what was done is kept.',
  },
} satisfies Record<`MLA-GENERAL-${number}`, ErrorDefinition>;
