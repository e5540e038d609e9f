import type { ErrorDefinition } from '../definition.ts';

export const preflightErrors = {
  'preflight.clusterUnfit': {
    code: 'MLA-PREFLIGHT-001',
    kind: 'invalid',
    message: 'The cluster is not fit for this installation: {checks}.',
    cause: '{count} of the checks that ran before the installation failed; nothing has been sent to the cluster.',
    fix: '{fix}',
  },
  'preflight.kubernetesTooOld': {
    code: 'MLA-PREFLIGHT-002',
    kind: 'invalid',
    message: 'The image {image} makes a cluster of Kubernetes {ordered}; {release} needs {lowest} or newer.',
    cause: '{because} Nothing has been ordered.',
    fix: 'Choose an image of Kubernetes {lowest} or newer if there is one. Otherwise make the cluster without Kubeflow (`kubeflow: null`), or install on another cluster with the platform `existing`.',
  },
} as const satisfies Record<`preflight.${string}`, ErrorDefinition>;
