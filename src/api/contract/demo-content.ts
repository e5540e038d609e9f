import { z } from 'zod';
import { errorReport } from '../run.ts';
import { name, type Route } from './route.ts';

/** The demo of the first user, and what the server is doing with it. */
export const demoContentView = z.object({
  /** What the server is doing now. An installation that ended with the server continues when it is started again. */
  activity: z.enum(['none', 'installing', 'removing']),
  /** States of the parts, in the order in which they are made; of the newest activity. */
  progress: z.array(z.object({ part: z.string(), state: z.string() })),
  /** Why the newest activity failed. */
  error: errorReport.nullable(),
  /** As the cluster has it now; null where nothing of it is there. */
  demo: z
    .object({
      namespace: z.string(),
      variant: z.string(),
      ide: z.object({ kind: z.string(), state: z.string(), path: z.string() }).nullable(),
    })
    .nullable(),
  /** Whether the demo has a pipeline here. */
  pipelines: z.boolean(),
  /** Path of the page of the newest run; null until the server has seen it. Only the user can look it up, so a server that has restarted does not know it. */
  run: z.object({ state: z.string(), path: z.string() }).nullable(),
  /** The kind of GPU that nodes offer. */
  accelerator: z.string().nullable(),
});
export type DemoContentView = z.infer<typeof demoContentView>;

const started = z.object({ activity: demoContentView.shape.activity });

export const demoContentRoutes = {
  lookAtDemoContent: {
    method: 'GET',
    path: '/api/installations/:name/demo-content',
    role: 'viewer',
    summary: 'Notebook server, notebooks and pipeline of the demo, as the cluster has them now',
    params: name,
    response: demoContentView,
  },
  installDemoContent: {
    method: 'POST',
    path: '/api/installations/:name/demo-content',
    role: 'operator',
    summary: 'Install the demo in the namespace of the first user, whose password is read; continues in the server',
    params: name,
    body: z.strictObject({
      framework: z.enum(['tensorflow', 'pytorch']).default('tensorflow'),
      /** Keep a GPU for the notebook server, and take another for the training. */
      gpu: z.boolean().default(false),
    }),
    response: started,
    status: 202,
  },
  removeDemoContent: {
    method: 'DELETE',
    path: '/api/installations/:name/demo-content',
    role: 'operator',
    summary: 'Remove the demo of the first user with its volume; continues in the server',
    params: name,
    response: started,
    status: 202,
  },
} as const satisfies Record<string, Route>;
