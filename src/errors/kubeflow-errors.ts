import type { ErrorDefinition } from './error.ts';

export const kubeflowErrors = {
} satisfies Record<`MLA-KUBEFLOW-${number}`, ErrorDefinition>;
