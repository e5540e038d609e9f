import type { ErrorDefinition } from '../definition.ts';

export const platformErrors = {
  'platform.noKubeconfigConnection': {
    code: 'MLA-PLATFORM-001',
    kind: 'invalid',
    message: 'The connection of installation {name} has no kubeconfig.',
    cause: 'The installation names a connection of another kind, or a connection that was removed.',
    fix: 'Save a connection with a kubeconfig (`mla connection add`) and name it in the installation.',
  },
  'platform.serverFilesRefused': {
    code: 'MLA-PLATFORM-002',
    kind: 'forbidden',
    message: 'This server does not read kubeconfig files from its own disk.',
    cause: 'The server is shared by several people, and a path could name a file of another person.',
    fix: 'Upload the text of the kubeconfig instead, or start MLAnywhere on your own machine.',
  },
  'platform.kubeconfigFileUnreadable': {
    code: 'MLA-PLATFORM-003',
    kind: 'invalid',
    message: 'The kubeconfig file {path} cannot be read: {reason}',
    cause: 'The path is wrong, or the account of the server may not read the file.',
    fix: 'Correct the path. The default file of kubectl is ~/.kube/config.',
  },
  'platform.choicesUnknown': {
    code: 'MLA-PLATFORM-005',
    kind: 'invalid',
    message: 'This platform has no list {field}. Available lists: {available}.',
    cause: 'The name is misspelled, or the field takes free text.',
    fix: 'Use one of the available lists.',
  },
  'platform.notSandbox': {
    code: 'MLA-PLATFORM-007',
    kind: 'invalid',
    message: 'The installation {name} does not use the sandbox.',
    cause: 'The sandbox needs no connection, but this installation has a connection of another platform.',
    fix: 'Set `platform: sandbox` in the installation and remove the connection.',
  },
  'platform.kubeconfigNotGiven': {
    code: 'MLA-PLATFORM-006',
    kind: 'invalid',
    message: 'The connection needs either the text or the path of a kubeconfig.',
    cause: 'Both are missing, or both are given.',
    fix: 'Give exactly one: the text of a kubeconfig, or the path of a file on this machine.',
  },
  'platform.openShift': {
    code: 'MLA-PLATFORM-008',
    kind: 'invalid',
    message: 'The cluster is Red Hat OpenShift, and MLAnywhere does not install Kubeflow on OpenShift.',
    cause:
      'OpenShift rejects pods with fixed user and group IDs, which most programs of Kubeflow have (recognized by {recognized}).',
    fix: 'Install Open Data Hub or Red Hat OpenShift AI from OperatorHub: their operators adapt Kubeflow to OpenShift. Or choose another cluster.',
  },
  'platform.autopilot': {
    code: 'MLA-PLATFORM-009',
    kind: 'invalid',
    message: 'The cluster is GKE Autopilot, and Kubeflow needs more than Autopilot allows.',
    cause:
      'Autopilot forbids new workloads in kube-system and directories of the node. The network agent of Istio needs both (recognized by {recognized}).',
    fix: 'Create a GKE Standard cluster and install Kubeflow there: `gcloud container clusters create NAME`.',
  },
  'platform.fargateOnly': {
    code: 'MLA-PLATFORM-012',
    kind: 'invalid',
    message: 'All nodes of the cluster are Fargate nodes, and Kubeflow needs more than Fargate allows.',
    cause:
      'Fargate runs no DaemonSets, no privileged pods and no pods with directories of the node. The network agent of Istio needs all three (recognized by {recognized}).',
    fix: 'Add a managed node group, then check again: `eksctl create nodegroup --cluster NAME`.',
  },
  'platform.cannotScale': {
    code: 'MLA-PLATFORM-010',
    kind: 'invalid',
    message: 'The workers of the cluster {name} cannot be changed: {platform} has no way to do it.',
    cause: 'The cluster already exists, and the installation asks for other workers than it was created with.',
    fix: 'Keep the workers as they are. To get other workers, run `mla delete {name}`, then create the installation again.',
  },
  'platform.noRights': {
    code: 'MLA-PLATFORM-011',
    kind: 'forbidden',
    message: '{user} may not read the nodes of this cluster.',
    cause: 'The account has no rights in the cluster, or too few to look at it. The cluster says: {reason}',
    fix: 'Run `mla preflight --kubeconfig <file> --report rights.yaml`, and ask the cluster’s owner to give the account this ClusterRole. An account with the role cluster-admin works too.',
  },
} as const satisfies Record<`platform.${string}`, ErrorDefinition>;
