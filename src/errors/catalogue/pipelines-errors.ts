import type { ErrorDefinition } from '../definition.ts';

export const pipelinesErrors = {
  'pipelines.refused': {
    code: 'MLA-PIPELINES-001',
    kind: 'invalid',
    message: 'Kubeflow Pipelines refuses to {action}: {reason} (HTTP {status}).',
    cause: 'The request does not fit the version of Kubeflow Pipelines that is installed, or the name is taken.',
    fix: 'Read `kubectl logs -n kubeflow deployment/ml-pipeline`: it says more about the refusal.',
  },
  'pipelines.forbidden': {
    code: 'MLA-PIPELINES-002',
    kind: 'forbidden',
    message: 'Kubeflow Pipelines does not let this user {action} in the namespace {namespace}: {reason}.',
    cause: 'The user is no owner or contributor of the namespace, or a policy of Istio refuses the request.',
    fix: 'Check the user’s rights with `mla user list NAME`, and the policies with `mla drift NAME`.',
  },
  'pipelines.sessionEnded': {
    code: 'MLA-PIPELINES-003',
    kind: 'unauthorized',
    message: 'Kubeflow asks for a login when MLAnywhere tries to {action} (HTTP {status}).',
    cause: 'The session has ended, or the gateway does not tell Kubeflow Pipelines who the user is.',
    fix: 'Run the command again: it logs in again. If this continues, run `mla verify NAME --only login`.',
  },
  'pipelines.silent': {
    code: 'MLA-PIPELINES-004',
    kind: 'unavailable',
    message: 'Kubeflow Pipelines gives no usable answer when MLAnywhere tries to {action}: {reason}.',
    cause: 'Its pods are not ready, its database or object storage does not answer, or another program answers.',
    fix: 'Run `kubectl get pods -n kubeflow`. When ml-pipeline, mysql and seaweedfs are ready, try again.',
  },
} as const satisfies Record<`pipelines.${string}`, ErrorDefinition>;
