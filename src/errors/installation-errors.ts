import type { ErrorDefinition } from './error.ts';

export const installationErrors = {
} satisfies Record<`MLA-INSTALLATION-${number}`, ErrorDefinition>;
