import type { ErrorDefinition } from '../../definition.ts';

/** The check of a cluster's proxy. */
export const proxyErrors = {
  'proxy.none': {
    code: 'MLA-PROXY-001',
    kind: 'invalid',
    message: 'The installation {name} has no proxy.',
    cause: 'Its spec.proxy names neither an HTTP proxy nor an HTTPS proxy.',
    fix: 'Add spec.proxy to the installation and run `mla apply -f FILE`. To try the way of MLAnywhere itself, run `mla proxy explain URL --test`.',
  },
  'proxy.probeFailed': {
    code: 'MLA-PROXY-002',
    kind: 'upstream',
    message: 'The test pod reported no result: {reason}',
    cause: 'Its image has no python3, or the node ended the pod.',
    fix: 'Name an image with python3 that the nodes can pull: `mla proxy check NAME --pod-image IMAGE`.',
  },
  'proxy.probeLate': {
    code: 'MLA-PROXY-003',
    kind: 'timeout',
    message: 'The test pod did not run in time: {state}',
    cause: 'No node has room for the pod, or none can pull {image}, maybe because the proxy is not set on the nodes.',
    fix: 'Look at the nodes first. Or name an image that the nodes have: `mla proxy check NAME --pod-image IMAGE`.',
  },
} as const satisfies Record<string, ErrorDefinition>;
