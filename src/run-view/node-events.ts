import { z } from 'zod';

/** Events about single nodes of a cluster. */
export const nodeEvents = {
  'node.proxy': {
    severity: 'info',
    description:
      'The proxy of a node: it was reached for the first time, was set, had nothing to change, was done by an earlier run whose key it no longer takes, or failed. Lists the files that were written and the services that restarted.',
    data: z.object({
      node: z.string(),
      state: z.enum(['pinned', 'set', 'unchanged', 'done', 'failed']),
      hostKey: z.string().optional(),
      files: z.array(z.string()).optional(),
      services: z.array(z.string()).optional(),
    }),
    fact: true,
  },
} as const;
