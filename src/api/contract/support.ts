import { z } from 'zod';
import { name, type Route } from './route.ts';

export const supportBundle = z.object({
  /** Of the folder that they belong into, README.md first. */
  files: z.array(z.object({ path: z.string(), text: z.string() })),
});
export type SupportBundle = z.infer<typeof supportBundle>;

export const supportRoutes = {
  collectSupportBundle: {
    method: 'GET',
    path: '/api/installations/:name/support-bundle',
    role: 'operator',
    summary:
      'What somebody needs to find a fault of an installation: versions, runs, plan, checks and facts of its cluster, without secrets',
    params: name,
    response: supportBundle,
  },
  createBackup: {
    method: 'GET',
    path: '/api/backup',
    role: 'admin',
    summary: 'A backup of the whole database, base64. Secrets in it stay encrypted, without the key',
    response: z.object({ file: z.string(), backup: z.string() }),
  },
} as const satisfies Record<string, Route>;
