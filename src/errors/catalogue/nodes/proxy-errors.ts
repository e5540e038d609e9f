import type { ErrorDefinition } from '../../definition.ts';

/** A look at the proxy of a cluster. */
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
    message: 'The pod that tries the proxy did not tell what it found: {reason}',
    cause: 'Its image has no python3, or the node ended the pod.',
    fix: 'Name an image with python3 that the nodes can pull: `mla proxy check NAME --pod-image IMAGE`.',
  },
  'proxy.probeLate': {
    code: 'MLA-PROXY-003',
    kind: 'timeout',
    message: 'The pod that tries the proxy did not run in time: {state}',
    cause: 'No node has room for the pod, or none can pull {image}, maybe because the proxy is not set on the nodes.',
    fix: 'Look at the nodes first. Or name an image that the nodes have: `mla proxy check NAME --pod-image IMAGE`.',
  },
} as const satisfies Record<string, ErrorDefinition>;
