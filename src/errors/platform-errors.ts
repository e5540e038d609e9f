import type { ErrorDefinition } from './error.ts';

export const platformErrors = {
} satisfies Record<`MLA-PLATFORM-${number}`, ErrorDefinition>;
