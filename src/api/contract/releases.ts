import { z } from 'zod';
import { errorReport } from '../run.ts';
import { holdsNoPassword } from '../../platforms/trust.ts';
import { nothing, kubernetesWindow, longestPage, longPageLimit, type Route } from './route.ts';

export const releaseView = z.object({
  name: z.string(),
  version: z.string(),
  digest: z.string(),
  /** Absent where it is not known. */
  kubernetes: kubernetesWindow.optional(),
  source: z.string(),
  /** Whether its objects are the ones that MLAnywhere knows of this version of Kubeflow. */
  verified: z.boolean(),
  objects: z.int(),
  components: z.array(
    z.object({ name: z.string(), title: z.string(), description: z.string(), purpose: z.string(), objects: z.int() }),
  ),
});
export type ReleaseView = z.infer<typeof releaseView>;

/**
 * Fetching a release from upstream: the newest attempt for each version since the server started. Where others share its
 * database, also their fetches, which run or have ended within the last hour.
 */
export const releaseFetchView = z.object({
  version: z.string(),
  state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  progress: z.number().min(0).max(1),
  detail: z.string(),
  /** False for a tag that MLAnywhere does not know. Set after success. */
  verified: z.boolean().optional(),
  /** SHA-256 of the objects, in hex. Set after success. */
  objects: z.string().optional(),
  release: releaseView.optional(),
  error: errorReport.optional(),
});
export type ReleaseFetchView = z.infer<typeof releaseFetchView>;

/** A release of Kubeflow that can be fetched by its version alone. */
export const knownReleaseView = z.object({
  version: z.string(),
  commit: z.string(),
  objects: z.int(),
  components: z.array(z.string()),
});

export const releaseRoutes = {
  listReleases: {
    method: 'GET',
    path: '/api/releases',
    role: 'viewer',
    summary: 'Available releases, in pages: `after` is the last one of the page before, such as `kubeflow@26.03.1`',
    query: z.object({ limit: longPageLimit.default(longestPage), after: z.string().min(1).max(300).optional() }),
    response: z.array(releaseView),
  },
  addRelease: {
    method: 'POST',
    path: '/api/releases',
    role: 'admin',
    summary: 'Take a bundle from a file on the server or an https address',
    body: z.strictObject({
      source: z.string().min(1).refine(holdsNoPassword, 'must not hold a user name or password'),
      digest: z.string().optional(),
    }),
    response: releaseView,
    status: 201,
  },
  removeRelease: {
    method: 'DELETE',
    path: '/api/releases/:release',
    role: 'admin',
    summary: 'Remove a release from the store; `kubeflow@26.03.1` or a version alone',
    params: z.object({ release: z.string().min(1) }),
    response: nothing,
  },
  listKnownReleases: {
    method: 'GET',
    path: '/api/known-releases',
    role: 'viewer',
    summary: 'Releases of Kubeflow that can be fetched from upstream and checked',
    response: z.array(knownReleaseView),
  },
  startReleaseFetch: {
    method: 'POST',
    path: '/api/release-fetches',
    role: 'operator',
    summary: 'Get a release from upstream; joins a fetch that runs',
    body: z.strictObject({ version: z.string().min(1).max(100), acceptUnknown: z.boolean().default(false) }),
    response: releaseFetchView,
    status: 202,
  },
  listReleaseFetches: {
    method: 'GET',
    path: '/api/release-fetches',
    role: 'viewer',
    summary: 'Fetches since the server started, and those of other servers on its database',
    response: z.array(releaseFetchView),
  },
  getReleaseFetch: {
    method: 'GET',
    path: '/api/release-fetches/:version',
    role: 'viewer',
    summary: 'One fetch',
    params: z.object({ version: z.string() }),
    response: releaseFetchView,
  },
  cancelReleaseFetch: {
    method: 'DELETE',
    path: '/api/release-fetches/:version',
    role: 'operator',
    summary: 'Cancel a fetch; what was downloaded is kept',
    params: z.object({ version: z.string() }),
    response: releaseFetchView,
  },
  exportRelease: {
    method: 'GET',
    path: '/api/releases/:release/bundle',
    role: 'viewer',
    summary: 'The bundle of a release, base64, to carry to another machine',
    params: z.object({ release: z.string().min(1) }),
    response: z.object({ file: z.string(), bundle: z.string() }),
  },
} as const satisfies Record<string, Route>;
