import type { ErrorDefinition } from './error.ts';

export const sandboxErrors = {
} satisfies Record<`MLA-SANDBOX-${number}`, ErrorDefinition>;
