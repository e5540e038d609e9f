import { z } from 'zod';
import { timeoutQuery } from '../run-options.ts';
import { takeWords, type TakeWord } from './take-words.ts';
import { name, type Route } from './route.ts';

/** Names of objects, as people type them. */
const names = z.array(z.string().min(1).max(600)).max(500);

/** What an uninstall removes beyond what it removes by itself. */
export const uninstallWish = z.strictObject({
  /** Claims whose data goes: `namespace/claim`, or `namespace` for all in it. */
  data: names.default([]),
  /** Remove only what the installation no longer has, after it was installed with fewer components. */
  leftOver: z.boolean().default(false),
});

/** How much of a release a cluster has, in objects. */
const releaseMatch = z.object({
  release: z.object({ name: z.string(), version: z.string() }),
  /** As the release has them. */
  equal: z.int(),
  /** The release has them otherwise. */
  different: z.int(),
  absent: z.int(),
});

/** What an uninstall would do to the cluster as it is now. Objects are named `Kind namespace/name`. */
export const uninstallPreview = z.object({
  installation: z.string(),
  /** What users made and what goes with it, by kind, largest first. */
  users: z.array(z.object({ kind: z.string(), count: z.int(), namespaces: z.int(), objects: z.array(z.string()) })),
  /** In the order of removal. */
  stages: z.array(
    z.object({
      stage: z.string(),
      title: z.string(),
      kinds: z.array(z.object({ kind: z.string(), count: z.int() })),
      objects: z.array(z.object({ object: z.string(), because: z.string().optional() })),
    }),
  ),
  /** Volume claims of Kubeflow and its users. */
  claims: z.array(
    z.object({
      claim: z.string(),
      size: z.string().optional(),
      usedBy: z.array(z.string()),
      /** What becomes of its volume when the claim goes. */
      reclaim: z.enum(['Delete', 'Retain']).optional(),
      goes: z.boolean(),
    }),
  ),
  keeps: z.array(
    z.object({
      object: z.string(),
      because: z.string(),
      /** The word of `take` that removes it too. */
      takenBy: z.enum(Object.keys(takeWords) as [TakeWord, ...TakeWord[]]).optional(),
    }),
  ),
  /** Kinds that the account may not list. Objects of theirs can be left at the end. */
  unseen: z.array(z.string()),
  notes: z.array(z.string()),
  /** Of a Kubeflow that MLAnywhere did not install: the release that it is most like, and the others that were compared. */
  found: releaseMatch.extend({ others: z.array(releaseMatch) }).optional(),
});
export type UninstallPreview = z.infer<typeof uninstallPreview>;

/** What is removed of a Kubeflow that MLAnywhere did not install. */
const findWish = z.strictObject({
  data: names.default([]),
  /** What goes although no release has it so: `different`, `programs`, `users`, or objects as `Kind namespace/name`. */
  take: names.default([]),
  /** The context of the kubeconfig; its current one when left out. */
  context: z.string().max(500).optional(),
  /** The release to compare with; each that is on this machine when left out. */
  release: z.string().max(200).optional(),
});

const confirmation = {
  /** Objects whose finalizers are removed without their cleanup; the run records who asked. */
  finalizers: names.default([]),
  /** The name of the installation. Needed where data goes. */
  confirm: z.string().max(200).optional(),
};

export const uninstallRoutes = {
  previewFoundUninstall: {
    method: 'POST',
    path: '/api/connections/:name/uninstall-preview',
    role: 'operator',
    summary: 'What an uninstall removes of a Kubeflow that MLAnywhere did not install; changes nothing',
    params: name,
    body: findWish,
    response: uninstallPreview,
  },
  uninstallFound: {
    method: 'POST',
    path: '/api/connections/:name/uninstall',
    role: 'admin',
    summary: 'Start the run that removes a Kubeflow that MLAnywhere did not install',
    params: name,
    query: timeoutQuery,
    body: findWish.extend(confirmation),
    response: z.object({ runId: z.string(), installation: z.string() }),
    status: 202,
  },
  previewUninstall: {
    method: 'POST',
    path: '/api/installations/:name/uninstall-preview',
    role: 'operator',
    summary: 'What an uninstall of Kubeflow removes, what it keeps and why; changes nothing',
    params: name,
    body: uninstallWish,
    response: uninstallPreview,
  },
  uninstall: {
    method: 'POST',
    path: '/api/installations/:name/uninstall',
    role: 'granted',
    summary: 'Start the run that removes Kubeflow and keeps the cluster',
    params: name,
    query: timeoutQuery,
    body: uninstallWish.extend(confirmation),
    response: z.object({ runId: z.string() }),
    status: 202,
  },
} as const satisfies Record<string, Route>;
