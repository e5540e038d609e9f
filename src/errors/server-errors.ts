import type { ErrorDefinition } from './error.ts';

export const serverErrors = {
} satisfies Record<`MLA-SERVER-${number}`, ErrorDefinition>;
