import type { ErrorDefinition } from '../../definition.ts';

/** The nodes of a cluster, reached by SSH. */
export const nodeErrors = {
  'node.badProxyValue': {
    code: 'MLA-NODE-001',
    kind: 'invalid',
    message: '{value} cannot be part of a proxy setting.',
    cause: 'Programs of root read these settings. Only names, addresses and networks are accepted.',
    fix: 'Correct spec.proxy: http://HOST:PORT for a proxy; names, addresses and networks in noProxy.',
  },
} as const satisfies Record<string, ErrorDefinition>;
