import { queryOptions } from '@tanstack/react-query';
import type { CallInput } from '../../../src/api/client.ts';
import type { StateId } from '../../../src/api/contract.ts';
import { pageSize, readAll, readPages } from '../../../src/api/read-pages.ts';
import type { Installation } from '../../../src/installation/installation.ts';
import { finalRunStates, type RunView } from '../../../src/api/run.ts';
import { toMlaError } from '../../../src/errors/error.ts';
import { call } from './api.ts';

/** True while a run can still change by itself. */
export function isLive(run: RunView | undefined): boolean {
  return run !== undefined && run.state !== 'unknown' && !finalRunStates.includes(run.state);
}

/** A refused answer stays refused: only trouble on the way and in the server is tried again. */
export function shouldRetry(failures: number, error: Error): boolean {
  return failures < 2 && toMlaError(error).kind === 'unavailable';
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call('session', { signal }),
  staleTime: 60_000,
  refetchInterval: ({ state }) => (state.error === null ? 15_000 : 3000),
});

export const platformsQuery = queryOptions({
  queryKey: ['platforms'],
  queryFn: ({ signal }) => call('listPlatforms', { signal }),
  staleTime: 60_000,
});

/** What the server's machine has for a cluster on it. Asked again by a button, and after a while. */
export const machineQuery = (cluster: CallInput<'lookAtMachine'>['body']['cluster']) =>
  queryOptions({
    queryKey: ['machine', cluster],
    queryFn: ({ signal }) => call('lookAtMachine', { body: { cluster }, signal }),
    staleTime: 30_000,
    retry: false,
  });

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: ({ signal }) =>
    readAll({
      ask: (after) => call('listConnections', { query: { limit: pageSize, after }, signal }),
      nameOf: ({ name }) => name,
    }),
});

export const releasesQuery = queryOptions({
  queryKey: ['releases'],
  queryFn: ({ signal }) =>
    readAll({
      ask: (after) => call('listReleases', { query: { limit: pageSize, after }, signal }),
      nameOf: ({ name, version }) => `${name}@${version}`,
    }),
  staleTime: 60_000,
});

/** Releases that the server can get from upstream by their version alone: they change with the program only. */
export const knownReleasesQuery = queryOptions({
  queryKey: ['known-releases'],
  queryFn: ({ signal }) => call('listKnownReleases', { signal }),
  staleTime: Infinity,
});

export const releaseFetchesQuery = queryOptions({
  queryKey: ['release-fetches'],
  queryFn: ({ signal }) => call('listReleaseFetches', { signal }),
  refetchInterval: ({ state }) => (state.data?.some((fetch) => fetch.state === 'running') === true ? 700 : false),
});

/** The newest installations: only this page is polled. */
export const installationsQuery = queryOptions({
  queryKey: ['installations'],
  queryFn: ({ signal }) => call('listInstallations', { query: { limit: pageSize }, signal }),
  refetchInterval: (query) =>
    query.state.data?.some((installation) => isLive(installation.run)) === true ? 2000 : 15_000,
});

/** Pages of those that are older than the one named. */
export const olderInstallationsQuery = (before: string, pages: number) =>
  queryOptions({
    queryKey: ['older-installations', before, pages],
    queryFn: ({ signal }) =>
      readPages({
        ask: (last) => call('listInstallations', { query: { limit: pageSize, before: last }, signal }),
        nameOf: ({ name }) => name,
        before,
        pages,
      }),
  });

export const installationQuery = (name: string) =>
  queryOptions({
    queryKey: ['installation', name],
    queryFn: ({ signal }) => call('getInstallation', { params: { name }, signal }),
  });

/** Whether the cluster of an installation runs. It can be stopped from outside at any time. */
export const clusterQuery = (name: string) =>
  queryOptions({
    queryKey: ['cluster', name],
    queryFn: ({ signal }) => call('getCluster', { params: { name }, signal }),
    refetchInterval: 15_000,
    retry: false,
  });

/** For a page that shows an installation without the stream of its run. */
export const polledInstallationQuery = (name: string) =>
  queryOptions({
    ...installationQuery(name),
    refetchInterval: ({ state }) => (isLive(state.data?.run) ? 2000 : false),
  });

export const runsQuery = (installation?: string) =>
  queryOptions({
    queryKey: ['runs', installation],
    queryFn: ({ signal }) => call('listRuns', { query: { installation, limit: pageSize }, signal }),
  });

export const choicesQuery = (connection: string, field: string, chosen: Record<string, string>) =>
  queryOptions({
    queryKey: ['choices', connection, field, chosen],
    queryFn: ({ signal }) => call('listChoices', { params: { name: connection, field }, body: chosen, signal }),
    staleTime: 60_000,
    retry: false,
  });

export const clusterNameQuery = (connection: string, clusterName: string) =>
  queryOptions({
    queryKey: ['cluster-name', connection, clusterName],
    queryFn: ({ signal }) => call('checkClusterName', { params: { name: connection, clusterName }, signal }),
    retry: false,
    staleTime: 10_000,
  });

/** `digest`: of the release on this machine; without one it is still to be fetched. */
export const planQuery = (wanted: CallInput<'makePlan'>['body'], digest: string | undefined) =>
  queryOptions({
    queryKey: ['plan', wanted, digest],
    queryFn: ({ signal }) => call('makePlan', { body: wanted, signal }),
    staleTime: 300_000,
    retry: false,
  });

/** The answers stay while a probe is switched on or off. */
export const preflightQuery = (installation: Installation, probe: boolean) =>
  queryOptions({
    queryKey: ['preflight', installation],
    queryFn: ({ signal }) =>
      call('runPreflight', { body: installation, query: probe ? { probe: 'true' } : {}, signal }),
    retry: false,
  });

export const requestQuery = (installation: Installation) =>
  queryOptions({
    queryKey: ['request-preview', installation],
    queryFn: ({ signal }) => call('previewRequest', { body: installation, signal }),
    retry: false,
    staleTime: 30_000,
  });

export const deletionQuery = (name: string) =>
  queryOptions({
    queryKey: ['deletion', name],
    queryFn: ({ signal }) => call('previewDeletion', { params: { name }, signal }),
    retry: false,
  });

/** Computed from the cluster when asked; `release` is undefined for the way back. */
export const upgradeQuery = (name: string, release: string | undefined) =>
  queryOptions({
    queryKey: ['upgrade', name, release ?? null],
    queryFn: ({ signal }) =>
      call('previewUpgrade', {
        params: { name },
        query: release === undefined ? {} : { release },
        signal,
      }),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });

/** Read from the cluster, which takes a while. */
export const uninstallQuery = (name: string, wish: { readonly leftOver: boolean }) =>
  queryOptions({
    queryKey: ['uninstall', name, wish],
    queryFn: ({ signal }) => call('previewUninstall', { params: { name }, body: wish, signal }),
    retry: false,
  });

/** Looked up in the cluster each time the page is opened: one state a request, so that a slow one holds up no other. */
export const stateQuery = (name: string, id: StateId) =>
  queryOptions({
    queryKey: ['state', name, id],
    queryFn: async ({ signal }) => {
      const { states } = await call('lookUpStates', { params: { name }, query: { only: id }, signal });
      return states[0];
    },
    retry: false,
    staleTime: 10_000,
  });

/** The same. */
export const usersQuery = (name: string) =>
  queryOptions({
    queryKey: ['users', name],
    queryFn: ({ signal }) => call('listUsers', { params: { name }, signal }),
    retry: false,
    staleTime: 0,
  });

/** Asked again and again while the server works on it. */
export const demoContentQuery = (name: string) =>
  queryOptions({
    queryKey: ['demo-content', name],
    queryFn: ({ signal }) => call('lookAtDemoContent', { params: { name }, signal }),
    retry: false,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data === undefined || state.data.activity === 'none' ? false : 2000),
  });

export const userRemovalQuery = (name: string, email: string) =>
  queryOptions({
    queryKey: ['user-removal', name, email],
    queryFn: ({ signal }) => call('previewUserRemoval', { params: { name, email }, signal }),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });

/** Asked again while checks run. */
export const verificationQuery = (name: string) =>
  queryOptions({
    queryKey: ['verification', name],
    queryFn: ({ signal }) => call('getVerification', { params: { name }, signal }),
    refetchInterval: ({ state }) => (state.data?.verification?.state === 'running' ? 700 : false),
  });
