import { z } from 'zod';
import { foreignChange } from '../drift.ts';
import { timeoutQuery } from '../run-options.ts';
import { name, type Route } from './route.ts';

/**
 * What becomes of one object. `recreate`: a field of it cannot be changed, so it is deleted and made again. `move`: the
 * same object in another namespace. `orphan`: the wanted release does not have it; removed after everything is ready.
 * `keep`: not in the wanted release, and it stays.
 */
const upgradeVerb = z.enum(['add', 'change', 'recreate', 'move', 'orphan', 'keep']);
export type UpgradeVerb = z.infer<typeof upgradeVerb>;

const releaseName = z.object({ name: z.string(), version: z.string() });

/** What an upgrade does to an installation: plain data without bodies, so without secrets. */
export const upgradePlan = z.object({
  installation: z.string(),
  /** Null where the objects in the cluster do not say it. */
  from: releaseName.nullable(),
  to: releaseName,
  changes: z.array(
    z.object({
      verb: upgradeVerb,
      object: z.string(),
      component: z.string(),
      /** Why, in a sentence; left out where the verb says it all. */
      because: z.string().optional(),
      /** Of a move: the object that it replaces, which is removed at the end. */
      from: z.string().optional(),
    }),
  ),
  /** How many objects stay exactly as they are. */
  unchanged: z.int(),
  /** Programs that are stopped before their successor starts. */
  quiesced: z.array(z.object({ object: z.string(), before: z.string(), because: z.string() })),
  /** Paths that another VirtualService claims from now on. */
  routes: z.array(z.object({ path: z.string(), from: z.string(), to: z.string(), after: z.string().optional() })),
  /** Programs that do not answer for some time; the seconds are the least that their own probes allow. */
  down: z.array(z.object({ object: z.string(), component: z.string(), because: z.string(), atLeastSeconds: z.int() })),
  /** What users notice, in sentences. */
  noticed: z.array(z.string()),
  /** What of the installation does not work now. */
  unhealthy: z.array(z.object({ object: z.string(), why: z.string() })),
  /** What others have changed, and this upgrade would overwrite or keep. */
  settings: z.array(foreignChange),
  /** Definitions whose objects are written again before anything else is sent: they can be stored in versions that the wanted release does not have. */
  rewritten: z.array(z.object({ object: z.string(), count: z.int(), from: z.array(z.string()), to: z.string() })),
  /** What cannot be taken back, and from which moment on. */
  noReturn: z.array(z.object({ object: z.string(), because: z.string() })),
  /** Databases whose programs change, with the command that saves their data. */
  backups: z.array(z.object({ claim: z.string(), command: z.string() })),
  /** Why it cannot begin. */
  blockers: z.array(z.object({ evidence: z.string(), fix: z.string() })),
  notes: z.array(z.string()),
});
export type UpgradePlan = z.infer<typeof upgradePlan>;

export const upgradeRoutes = {
  previewUpgrade: {
    method: 'GET',
    path: '/api/installations/:name/upgrade',
    role: 'operator',
    summary: 'What an upgrade to another release would do, computed from the cluster; changes nothing',
    params: name,
    query: z.object({
      /** `name@version` or version; the release before the newest upgrade when left out. */
      release: z.string().max(100).optional(),
    }),
    response: upgradePlan,
  },
  startUpgrade: {
    method: 'POST',
    path: '/api/installations/:name/upgrade',
    role: 'operator',
    summary:
      'Start the run that brings an installation to another release, or back to the one before the newest upgrade',
    params: name,
    query: timeoutQuery,
    body: z.strictObject({
      /** `name@version` or version; the release before the newest upgrade when left out. */
      release: z.string().max(100).optional(),
      /** What becomes of fields that others have changed. */
      settings: z.enum(['keep', 'replace']).optional(),
      /** Begin although something is not ready. */
      unready: z.boolean().optional(),
    }),
    response: z.object({ name: z.string(), runId: z.string() }),
    status: 202,
  },
} as const satisfies Record<string, Route>;
