import type { ErrorDefinition } from './error.ts';

export const ccpErrors = {
} satisfies Record<`MLA-CCP-${number}`, ErrorDefinition>;
