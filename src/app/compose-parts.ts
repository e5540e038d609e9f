import { join } from 'node:path';
import { testConnector } from '../kubeflow/connectors/test-connector.ts';
import { describePlan } from '../kubeflow/plan/describe-plan.ts';
import { checkComponents } from '../kubeflow/plan/select-components.ts';
import { podNoProxyOf } from '../kubeflow/pod-proxy/plan-pod-proxy.ts';
import { sampleSource } from '../kubeflow/sample/sample-release.ts';
import { downloadOverHttps } from '../kubeflow/release/fetch-bundle.ts';
import { openReleaseLibrary, type ReleaseLibrary } from '../kubeflow/release/release-library.ts';
import type { SharedBundles } from '../kubeflow/release/team-bundles.ts';
import type { ReleaseStore } from '../kubeflow/release/release-store.ts';
import type { BundleInBackup } from '../runs/backup/backup-file.ts';
import type { KnownRelease } from '../kubeflow/releases/known-release.ts';
import { knownReleases } from '../kubeflow/releases/known-releases.ts';
import { createOutbound, type Outbound } from '../network/outbound.ts';
import type { Platform } from '../platforms/platform.ts';
import { refuseOldImage, type ReleaseNeeds } from '../preflight/ordered-kubernetes.ts';
import { stepsFor } from '../runs/steps/steps.ts';
import type { ServiceOptions } from '../server/compose.ts';
import type { ServiceParts } from '../server/dependencies.ts';
import { checkCluster, findDrift, reportCluster } from './check-cluster.ts';
import { lookUpRelease } from './releases/look-up-release.ts';
import { composeReleaseFetches } from './releases/compose-release-fetches.ts';
import { composeClusterProxy } from './cluster/cluster-proxy.ts';
import { findAccess } from './cluster/find-access.ts';
import { readFoundRemoval } from './cluster/read-found-removal.ts';
import { previewUpgrade } from './cluster/preview-upgrade.ts';
import { createClusterLook } from './cluster/look-at-cluster.ts';
import { planKubeflow } from './plan-kubeflow.ts';
import { podProxyWish } from './pod-proxy/pod-proxy-wish.ts';
import { composeStepServices } from './step-services.ts';
import { trackWork } from './cluster/work-under-way.ts';
import type { Environment } from './data-directory.ts';

export interface CompositionOptions {
  readonly dataDirectory: string;
  readonly cacheDirectory: string;
  /** Where `mla release add` keeps bundles; `releases` in the data directory when absent. */
  readonly releasesDirectory?: string | undefined;
  readonly environment: Environment;
  /** The one way out; by the environment when absent. */
  readonly outbound?: Outbound;
  readonly platforms: readonly Platform[];
  /** The releases that can be fetched and compared; those that MLAnywhere knows when absent. */
  readonly known?: readonly KnownRelease[];
  /** Why a platform is not there, in words. */
  readonly unavailable?: ServiceParts['unavailable'];
}

/** The composition root: which implementation each part of the product. */
export function composeParts({
  dataDirectory,
  cacheDirectory,
  releasesDirectory = join(dataDirectory, 'releases'),
  environment,
  outbound = createOutbound(environment),
  platforms,
  known = knownReleases,
  unavailable = {},
}: CompositionOptions): ServiceOptions['makeParts'] {
  return ({ installations, sharedBundles }) => {
    const releases = composeReleases({
      // A copy of what is shared has a place of its own: what is not in the database is removed from it.
      releasesDirectory: sharedBundles === undefined ? releasesDirectory : `${releasesDirectory}-shared`,
      sharedBundles,
      cacheDirectory,
      environment,
      outbound,
    });
    const fetches = composeReleaseFetches({ releases, cacheDirectory, environment, outbound, known });
    const services = composeStepServices({ platforms, releases, installations, fetches, outbound });
    const lookAtCluster = createClusterLook(services);
    const preflights = trackWork();
    return {
      platforms,
      unavailable,
      releases: {
        list: () => releases.list(),
        add: (source, digest) => releases.store.add(source, digest === undefined ? {} : { digest }),
        remove: (release) => releases.remove(release),
        export: (release) => releases.export(release),
        listOwnBundles: () => listOwnBundles(releases.store),
        known,
        fetches,
      },
      checkSelection: async ({ release, components, order }) => {
        const found = await lookUpRelease(release, releases);
        const wanted = 'release' in found ? found.release : summaryOfKnown(found.known);
        checkComponents({
          release: `${wanted.name} ${wanted.version}`,
          components: wanted.components,
          chosen: components,
        });
        refuseOldImage(order, wanted);
      },
      makePlan: async ({ release, cluster, ...wanted }) => {
        const found = await lookAtCluster(cluster);
        const plan = planKubeflow(
          'plan',
          { ...wanted, proxy: podProxyWish({ ...wanted, cluster }) },
          { release: await releases.load(release), cluster: found?.traits },
        );
        const notes = found?.problem === undefined ? plan.notes : [found.problem, ...plan.notes];
        return describePlan({ ...plan, notes });
      },
      testConnector: (wish, { signal }) => testConnector(wish, { fetch: outbound.fetch, signal }),
      openCluster: services.openCluster,
      outbound,
      findAccess: (installation, { signal }) => findAccess({ installation, services, installations, signal }),
      findDrift: (installation, { signal }) => findDrift({ installation, services, installations, signal }),
      clusterProxy: composeClusterProxy({ services, installations }),
      plannedNow: services.plannedNow,
      podProxyFor: services.podProxyFor,
      listPodNoProxy: async ({ spec: { cluster, kubeflow, proxy } }) => {
        if (kubeflow === null) return [];
        // A release that is still to be fetched adds its names later.
        const release = await releases.load(kubeflow.release).catch(() => ({ objects: [] }));
        return podNoProxyOf(podProxyWish({ cluster, proxy }), {
          release,
          networks: (await lookAtCluster(cluster))?.traits?.networks,
        });
      },
      readFoundRemoval: (installation, { data, ...options }) =>
        readFoundRemoval({ installation, services, installations, releases, wish: { data }, ...options }),
      previewUpgrade: (installation, options) => previewUpgrade({ installation, services, installations, ...options }),
      runPreflight: (installation, options) =>
        preflights.add(checkCluster({ installation, services, installations, ...options })),
      reportPreflight: (installation, options) =>
        preflights.add(reportCluster({ installation, services, installations, ...options })),
      stepsFor: (kind, installation) => stepsFor(kind, installation, services),
      listensOn: outbound.listensOn,
      close: async () => {
        // The pods of a probe are removed before this process ends.
        await preflights.ended();
        await fetches.close();
      },
    };
  };
}

/** The releases on this machine. */
export function composeReleases({
  releasesDirectory,
  cacheDirectory,
  environment,
  outbound,
  sharedBundles,
}: Pick<CompositionOptions, 'cacheDirectory' | 'environment'> & {
  readonly sharedBundles?: SharedBundles | undefined;
  readonly releasesDirectory: string;
  readonly outbound: Outbound;
}): ReleaseLibrary {
  return openReleaseLibrary({
    directory: releasesDirectory,
    cacheDirectory: join(cacheDirectory, 'releases'),
    releasePath: environment.MLA_RELEASE_PATH,
    builtIn: [sampleSource],
    shared: sharedBundles,
    download: downloadOverHttps(outbound.fetch),
  });
}

/** What a selection is checked against while the release is not on this machine yet. */
function summaryOfKnown({
  version,
  components,
  kubernetes,
}: KnownRelease): ReleaseNeeds & { readonly components: readonly { readonly name: string }[] } {
  return {
    name: 'kubeflow',
    version,
    kubernetes,
    components: components.map(({ component }) => ({ name: component })),
  };
}

async function listOwnBundles(store: ReleaseStore): Promise<BundleInBackup[]> {
  const bundles = await Promise.all(
    (await store.list()).map(async (release) => {
      const content = await store.read(release);
      return content === undefined ? [] : [{ source: release.source, content }];
    }),
  );
  return bundles.flat();
}
