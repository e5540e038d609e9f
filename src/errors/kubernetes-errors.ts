import type { ErrorDefinition } from './error.ts';

export const kubernetesErrors = {
} satisfies Record<`MLA-KUBERNETES-${number}`, ErrorDefinition>;
