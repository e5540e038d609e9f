import type { ErrorDefinition } from './error.ts';

export const cliErrors = {
} satisfies Record<`MLA-CLI-${number}`, ErrorDefinition>;
