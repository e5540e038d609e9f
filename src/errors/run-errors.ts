import type { ErrorDefinition } from './error.ts';

export const runErrors = {
} satisfies Record<`MLA-RUN-${number}`, ErrorDefinition>;
