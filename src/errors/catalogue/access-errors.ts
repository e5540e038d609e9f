import type { ErrorDefinition } from '../definition.ts';

export const accessErrors = {
  'access.serviceMissing': {
    code: 'MLA-ACCESS-001',
    kind: 'not-found',
    message: 'The cluster has no Service {service} in the namespace {namespace} with port {port} that selects pods.',
    cause: 'This part of Kubeflow is not installed, or someone removed or changed the Service.',
    fix: 'Run `mla drift NAME` to see changes by others, and `mla status NAME` to see which components are installed.',
  },
  'access.noReadyPod': {
    code: 'MLA-ACCESS-002',
    kind: 'unavailable',
    message: 'No pod of the Service {service} in the namespace {namespace} is ready ({ready} of {pods}).',
    cause: 'The pods are starting, crashing or waiting for a node.',
    fix: 'Look at them: `kubectl get pods -n {namespace}`. When a pod is ready, try again.',
  },
  'access.podRefused': {
    code: 'MLA-ACCESS-003',
    kind: 'upstream',
    message: 'The pod {pod} refuses connections on port {port}.',
    cause: 'No program listens on this port in the pod, or it is still starting.',
    fix: 'Read the log of the pod, then try again.',
  },
  'access.forwardBroke': {
    code: 'MLA-ACCESS-004',
    kind: 'unavailable',
    message: 'The connection to port {port} of the pod {pod} broke: {reason}.',
    cause: 'The pod, its node or the API server stopped, or a device between closed the connection.',
    fix: 'Try again. If this repeats, compare with `kubectl port-forward`, which takes the same way.',
  },
  'access.portUnusable': {
    code: 'MLA-ACCESS-005',
    kind: 'conflict',
    message: 'MLAnywhere cannot listen on port {port} of this machine or on any other: {reason}.',
    cause: 'The system forbids the program to listen, or all ports are in use.',
    fix: 'Choose another port with --port, or free one.',
  },
  'access.simulated': {
    code: 'MLA-ACCESS-006',
    kind: 'invalid',
    message:
      'The cluster of {name} is simulated. Nothing runs in its pods, so there is nothing to open, to check or to log in to.',
    cause: 'The installation is on a sandbox or on a simulated platform.',
    fix: 'Use `mla open {name} --page` to see the installation. Install on a real cluster to use Kubeflow.',
  },
  'access.gatewaySilent': {
    code: 'MLA-ACCESS-007',
    kind: 'timeout',
    message: 'The gateway of Kubeflow does not answer as it should within {seconds} s: {seen}.',
    cause: 'The dashboard or the login service is not ready, or a policy blocks the gateway.',
    fix: 'Look at the pods of istio-system, oauth2-proxy, auth and kubeflow. When they are ready, try again.',
  },
  'access.kubeconfigNotMerged': {
    code: 'MLA-ACCESS-008',
    kind: 'invalid',
    message: 'The file {file} was not changed: {reason}.',
    cause: 'The file is not a kubeconfig that MLAnywhere can read, or your account may not write it.',
    fix: 'Correct the file, or name another one: `mla kubeconfig NAME --merge FILE`.',
  },
  'access.kubeconfigUnknown': {
    code: 'MLA-ACCESS-009',
    kind: 'not-found',
    message: 'There is no kubeconfig {id} of {name} to revoke.',
    cause: 'The id is misspelled, or the kubeconfig was revoked already.',
    fix: 'Run `mla kubeconfig {name} --list` to see the ids.',
  },
  'access.kubeconfigLocked': {
    code: 'MLA-ACCESS-010',
    kind: 'conflict',
    message: 'The file {file} was not changed: another program is changing it ({lock} exists).',
    cause: 'Another program, such as kubectl or `mla`, is writing the file, or ended before it removed its lock.',
    fix: 'Try again. If no such program is running, remove {lock}.',
  },
  'access.notAdmitted': {
    code: 'MLA-ACCESS-011',
    kind: 'unauthorized',
    message: 'This browser may not open the dashboard of {name} at this address.',
    cause: 'The link was used already or is older than a minute, or the login to MLAnywhere has ended.',
    fix: 'Log in to MLAnywhere and choose *Open the dashboard* on the page of {name}.',
  },
  'access.requestRefused': {
    code: 'MLA-ACCESS-012',
    kind: 'invalid',
    message: 'MLAnywhere does not pass the request on to the dashboard: {reason}.',
    cause:
      'Another page sent it, the address is not the one that MLAnywhere opened, or a program does not follow HTTP.',
    fix: 'Open the dashboard from the page of the installation in MLAnywhere.',
  },
  'access.dashboardsOff': {
    code: 'MLA-ACCESS-013',
    kind: 'conflict',
    message: 'This server does not open dashboards.',
    cause:
      'The server was started with the port `off` for dashboards, or others use it and dashboards have no address.',
    fix: 'Run `mla open {name}` on your machine, or give the server an address for dashboards: `mla serve --dashboard-url "https://*.dash.example.com"`.',
  },
  'access.browserOnly': {
    code: 'MLA-ACCESS-014',
    kind: 'invalid',
    message: 'Only a browser that is logged in to MLAnywhere can open a dashboard through the server.',
    cause: 'A program with the token of the server asked for the address.',
    fix: 'Run `mla open {name}`, or choose *Open the dashboard* on the page of {name}.',
  },
} as const satisfies Record<`access.${string}`, ErrorDefinition>;
