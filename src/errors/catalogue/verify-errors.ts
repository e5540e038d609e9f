import type { ErrorDefinition } from '../definition.ts';

export const verifyErrors = {
  'verify.profileIncomplete': {
    code: 'MLA-VERIFY-001',
    kind: 'unavailable',
    message: 'The Profile {profile} is not ready: {missing}.',
    cause: 'The profile controller is still working, or cannot make what belongs to the Profile.',
    fix: 'Run `kubectl describe profile {profile}`, and read `kubectl logs -n kubeflow deployment/profiles-deployment -c manager`.',
  },
  'verify.notReady': {
    code: 'MLA-VERIFY-002',
    kind: 'unavailable',
    message: '{what} does not become ready: {trouble}',
    cause: 'Kubernetes says so about its pods, its volume or what makes them.',
    fix: '{hint}',
  },
  'verify.timeout': {
    code: 'MLA-VERIFY-003',
    kind: 'timeout',
    message: '{what} is not ready after {minutes} min. The last state: {state}',
    cause: 'The images are large and the registry is slow, or a program of Kubeflow does not do its work.',
    fix: 'Run `kubectl get pods,events -n {namespace}`. If the images only need longer, use `--timeout`.',
  },
  'verify.nameTaken': {
    code: 'MLA-VERIFY-004',
    kind: 'conflict',
    message: 'The {kind} {namespace}/{name} is there already, and no check made it or it cannot be deleted.',
    cause: 'Somebody uses the name that the checks use, or a finalizer holds what an earlier check made.',
    fix: 'Rename or delete it: `kubectl describe -n {namespace} {kind} {name}`.',
  },
  'verify.volumeLost': {
    code: 'MLA-VERIFY-005',
    kind: 'upstream',
    message: 'A volume in the namespace {namespace} does not hold what is written to it: {reason}',
    cause: 'The storage refuses writes, or gives another volume to the pod that reads.',
    fix: 'Read the log of the provisioner of the default StorageClass, and `kubectl get events -n {namespace}`.',
  },
  'verify.runFailed': {
    code: 'MLA-VERIFY-006',
    kind: 'upstream',
    message: 'The pipeline run ended with {state}. Failed task: {task}. Reason: {reason}',
    cause: 'A pod of the run could not start, or Kubeflow Pipelines cannot reach its database or object storage.',
    fix: 'Read `kubectl logs -n kubeflow deployment/workflow-controller` and `kubectl get events -n {namespace}`.',
    extras: ['run'],
  },
  'verify.artifactLost': {
    code: 'MLA-VERIFY-007',
    kind: 'upstream',
    message: 'An artifact is not stored and read back: the task {task} failed. Reason: {reason}',
    cause:
      'The object storage is not ready or full, or the Secret mlpipeline-minio-artifact of the namespace does not fit it.',
    fix: 'Run `kubectl get pods -n kubeflow -l app=seaweedfs`, and read its log.',
  },
  'verify.predictionWrong': {
    code: 'MLA-VERIFY-008',
    kind: 'upstream',
    message: 'The model answers {answer} instead of {expected}.',
    cause: 'Another program answers under the host name of the model.',
    fix: 'Run `kubectl get inferenceservices,virtualservices -n {namespace}`.',
  },
  'verify.addressMissing': {
    code: 'MLA-VERIFY-009',
    kind: 'unavailable',
    message: 'Kubeflow has no address yet: {reason}',
    cause: 'Nothing in the cluster gives out addresses, or it has none left, or it still works.',
    fix: 'Run `mla access show NAME`. For a load balancer, read `kubectl describe service -n istio-system istio-ingressgateway`.',
  },
  'verify.addressSilent': {
    code: 'MLA-VERIFY-010',
    kind: 'unavailable',
    message: 'The gateway works, but {address} does not answer: {reason}.',
    cause:
      'A firewall closes the port, or the name leads to another machine, or what is in front of Kubeflow does not pass requests on.',
    fix: 'Compare the name and the port with `mla access show NAME`, then open the port between this machine and the cluster.',
  },
  'verify.pipelineNameTaken': {
    code: 'MLA-VERIFY-011',
    kind: 'conflict',
    message: 'Kubeflow Pipelines has the {kind} {name} in {namespace} already, and no check made it.',
    cause: 'Somebody uses the name that the checks use, or added something to what an earlier check left.',
    fix: 'Delete the {kind} on the dashboard if nobody needs it, or leave the checks out: `--skip pipeline,artifact`.',
  },
  'verify.busy': {
    code: 'MLA-VERIFY-012',
    kind: 'conflict',
    message: 'Other checks work in the namespace {namespace} since {since}, started by {holder}.',
    cause: 'Checks make objects of the same names, so those of two commands or pages would disturb each other.',
    fix: 'Wait until the other checks have ended, then run yours again. `--read-only` runs at any time.',
  },
} as const satisfies Record<`verify.${string}`, ErrorDefinition>;
