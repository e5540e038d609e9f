import type { ForeignChange } from '../api/drift.ts';
import type { AccessReport, CheckResult, PlanView, PreflightReport, ReleaseView } from '../api/contract.ts';
import type { KnownRelease } from '../kubeflow/releases/known-release.ts';
import type { ReleaseFetches } from '../kubeflow/upstream/release-fetches.ts';
import type { AccessWish } from '../installation/access/access.ts';
import type { FoundationWish } from '../installation/foundation.ts';
import type { PatchWish } from '../installation/patch-ids.ts';
import type { Installation, PlatformId } from '../installation/installation.ts';
import type { Platform } from '../platforms/platform.ts';
import type { OrderedImage } from '../preflight/ordered-kubernetes.ts';
import type { StepServices } from '../runs/steps/services.ts';
import type { InstallationStore } from '../runs/store/installation-store.ts';
import type { RunStore } from '../runs/store/run-store.ts';
import type { RunViews } from '../runs/engine/run-views.ts';
import type { Redactor } from '../runs/secrets/redactor.ts';
import type { Dashboards } from './dashboards/dashboards.ts';
import type { Logins } from './login/logins.ts';

/** The rooms that the server shows to the world, given by the composition root. */
export interface ServiceParts {
  readonly platforms: readonly Platform[];
  /** Why a platform of the product is not in the list, in words. */
  readonly unavailable?: Partial<Record<PlatformId, string>>;
  readonly releases: {
    list(): Promise<ReleaseView[]>;
    add(source: string, digest: string | undefined): Promise<ReleaseView>;
    /** By `name@version`, version or name. */
    remove(release: string): Promise<void>;
    /** The bundle, and the name for its file. */
    export(release: string): Promise<{ readonly file: string; readonly bundle: Buffer }>;
    /** Those that can be fetched from upstream and checked. */
    readonly known: readonly KnownRelease[];
    readonly fetches: Pick<ReleaseFetches, 'start' | 'list' | 'find' | 'cancel'>;
  };
  /** Throws `release.notFound` for a release that is not there, and `kubeflow.componentUnknown` for a component that it does not have. Cheap: nothing is planned. */
  readonly checkSelection: (request: {
    readonly release: string;
    readonly components: 'all' | readonly string[];
    /** What a new cluster would be made from. */
    readonly order?: OrderedImage | undefined;
  }) => Promise<void>;
  readonly makePlan: (request: {
    readonly release: string;
    readonly components: 'all' | readonly string[];
    readonly patches?: PatchWish | undefined;
    readonly foundation?: FoundationWish | undefined;
    readonly access?: AccessWish | undefined;
    /** One that exists already is asked what it needs. */
    readonly cluster?: Installation['spec']['cluster'] | undefined;
  }) => Promise<PlanView>;
  /** A client for the cluster of an installation; the caller closes it. */
  readonly openCluster: StepServices['openCluster'];
  /** How an installation, given as it was installed, is reached now. */
  readonly findAccess: (installed: Installation, options: { readonly signal: AbortSignal }) => Promise<AccessReport>;
  /** What others have changed or removed of an installation, given as it was installed. */
  readonly findDrift: (
    installed: Installation,
    options: { readonly signal: AbortSignal },
  ) => Promise<readonly ForeignChange[]>;
  /** `probe`: also makes pods in a namespace of their own, and removes them. */
  readonly runPreflight: (
    installation: Installation,
    options: { readonly signal: AbortSignal; readonly probe: boolean },
  ) => Promise<CheckResult[]>;
  /** The same with what would be made and which rights that takes. */
  readonly reportPreflight: (
    installation: Installation,
    options: { readonly signal: AbortSignal; readonly probe: boolean },
  ) => Promise<PreflightReport>;
}

/** All that a route's handler can reach. */
export interface ServerParts extends ServiceParts {
  readonly runs: RunStore;
  readonly views: RunViews;
  readonly installations: InstallationStore;
  readonly redactor: Redactor;
  readonly logins: Logins;
  readonly version: string;
  /** Opened through this server. */
  readonly dashboards: Dashboards;
  /** Whether a connection may name a kubeconfig file on this machine: only when server and user are the same person. */
  readonly allowLocalFiles: boolean;
  /** Absolute path of the built pages. */
  readonly webDirectory: string;
  /** Receives every unexpected error, for the log. */
  readonly report: (error: unknown) => void;
}
