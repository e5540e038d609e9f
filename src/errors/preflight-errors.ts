import type { ErrorDefinition } from './error.ts';

export const preflightErrors = {
} satisfies Record<`MLA-PREFLIGHT-${number}`, ErrorDefinition>;
