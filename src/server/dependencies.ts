import type { ForeignChange } from '../api/drift.ts';
import type {
  AccessReport,
  CheckResult,
  PlanView,
  PreflightReport,
  ReleaseView,
  UpgradePlan,
} from '../api/contract.ts';
import type { NoProxyEntry } from '../cluster-proxy/no-proxy/no-proxy-list.ts';
import type { ConnectorCheck, ConnectorTestWish } from '../kubeflow/connectors/test-connector.ts';
import type { ProxyWish } from '../kubeflow/pod-proxy/plan-pod-proxy.ts';
import type { ClusterProxy } from '../cluster-proxy/cluster-proxy.ts';
import type { ReadRemoval } from '../kubeflow/uninstall/read-removal.ts';
import type { KnownRelease } from '../kubeflow/releases/known-release.ts';
import type { ReleaseFetches } from '../kubeflow/upstream/release-fetches.ts';
import type { AccessWish } from '../installation/access/access.ts';
import type { LoginWish } from '../installation/login/login.ts';
import type { ChosenComponents } from '../installation/components/chosen-components.ts';
import type { FoundationWish } from '../installation/foundation.ts';
import type { PatchWish } from '../installation/patch-ids.ts';
import type { Installation, PlatformId } from '../installation/installation.ts';
import type { Platform } from '../platforms/platform.ts';
import type { OrderedImage } from '../preflight/ordered-kubernetes.ts';
import type { BundleInBackup } from '../runs/backup/backup-file.ts';
import type { StepServices } from '../runs/steps/services.ts';
import type { InstallationStore } from '../runs/store/installation-store.ts';
import type { Outbound } from '../network/outbound.ts';
import type { RunStore } from '../runs/store/run-store.ts';
import type { WorkOfServers } from '../runs/store/work-of-servers.ts';
import type { RunViews } from '../runs/views/run-views.ts';
import type { Redactor } from '../runs/secrets/redactor.ts';
import type { PublicAddress } from './address/public-address.ts';
import type { Dashboards } from './dashboards/dashboards.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { ApiTokens } from './login/api-tokens.ts';
import type { TlsFiles } from './listeners/tls-files.ts';
import type { PersonLimits } from './limits/person-limits.ts';
import type { Logins } from './login/logins.ts';
import type { WriteLog } from './operations/log-entry.ts';
import type { Metrics } from './operations/metrics.ts';
import type { OidcLogin } from './oidc/oidc-login.ts';
import type { People } from './people/people.ts';

/** The rooms that the server shows to the world, given by the composition root. */
export interface ServiceParts {
  readonly platforms: readonly Platform[];
  /** Why a platform of the product is not in the list, in words. */
  readonly unavailable?: Partial<Record<PlatformId, string>>;
  readonly releases: {
    /** All of them, in an order that stays. */
    list(): Promise<ReleaseView[]>;
    add(source: string, digest: string | undefined): Promise<ReleaseView>;
    /** By `name@version`, version or name. */
    remove(release: string): Promise<void>;
    /** The bundle, and the name for its file. */
    export(release: string): Promise<{ readonly file: string; readonly bundle: Buffer }>;
    /** The user's own, as they belong into a backup. */
    listOwnBundles(): Promise<readonly BundleInBackup[]>;
    /** Those that can be fetched from upstream and checked. */
    readonly known: readonly KnownRelease[];
    readonly fetches: Pick<ReleaseFetches, 'start' | 'list' | 'find' | 'cancel' | 'onStart' | 'ended'>;
  };
  /** Throws `release.notFound` for a release that is not there, and `kubeflow.componentUnknown` for a component that it does not have. Cheap: nothing is planned. */
  readonly checkSelection: (request: {
    readonly release: string;
    readonly components: ChosenComponents;
    /** What a new cluster would be made from. */
    readonly order?: OrderedImage | undefined;
  }) => Promise<void>;
  readonly makePlan: (request: {
    readonly release: string;
    readonly components: ChosenComponents;
    readonly patches?: PatchWish | undefined;
    readonly foundation?: FoundationWish | undefined;
    readonly access?: AccessWish | undefined;
    readonly login?: LoginWish | undefined;
    readonly proxy?: ProxyWish | undefined;
    /** One that exists already is asked what it needs. */
    readonly cluster?: Installation['spec']['cluster'] | undefined;
  }) => Promise<PlanView>;
  /** Asks a login service what a login needs of it. */
  readonly testConnector: (
    wish: ConnectorTestWish,
    options: { readonly signal: AbortSignal },
  ) => Promise<readonly ConnectorCheck[]>;
  /** A client for the cluster of an installation; the caller closes it. */
  readonly openCluster: StepServices['openCluster'];
  /** By which the address of an installation is reached. */
  readonly outbound: Outbound;
  /** How an installation, given as it was installed, is reached now. */
  readonly findAccess: (installed: Installation, options: { readonly signal: AbortSignal }) => Promise<AccessReport>;
  /** What others have changed or removed of an installation, given as it was installed. */
  readonly findDrift: (
    installed: Installation,
    options: { readonly signal: AbortSignal },
  ) => Promise<readonly ForeignChange[]>;
  /** What the installation wants of the proxy of its cluster, and whether it is there. */
  readonly clusterProxy: ClusterProxy;
  /** Keys of the objects that an installation has, as it was last installed. */
  readonly plannedNow: StepServices['plannedNow'];
  /** What pods of Kubeflow would reach without the proxy; none where they would not use it. */
  readonly listPodNoProxy: (wish: Installation) => Promise<readonly NoProxyEntry[]>;
  /** What the PodDefaults of users hold; undefined where an installation has no proxy for pods. */
  readonly podProxyFor: StepServices['podProxyFor'];
  /** What an uninstall would do to a Kubeflow that MLAnywhere did not install, in the cluster of this installation. */
  readonly readFoundRemoval: (
    wish: Installation,
    options: {
      readonly data: readonly string[];
      readonly take: readonly string[];
      readonly release?: string | undefined;
      readonly signal: AbortSignal;
    },
  ) => Promise<Required<ReadRemoval>>;
  /** What an upgrade would do; the installation has the wanted release. */
  readonly previewUpgrade: (wish: Installation, options: { readonly signal: AbortSignal }) => Promise<UpgradePlan>;
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
  /** A backup of the whole database. */
  readonly writeBackup: () => Promise<Buffer>;
  readonly runs: RunStore;
  readonly sharedWork: WorkOfServers;
  readonly views: RunViews;
  readonly installations: InstallationStore;
  readonly redactor: Redactor;
  readonly logins: Logins;
  /** Where browsers find this server: the source of its links, cookies and redirects. */
  readonly address: PublicAddress;
  readonly people: People;
  /** Undefined without a provider. */
  readonly oidc: OidcLogin | undefined;
  readonly apiTokens: ApiTokens;
  readonly audit: AuditLog;
  readonly limits: PersonLimits;
  readonly version: string;
  /** Whether requests should come here: the database answers, and the process is not stopping. */
  readonly isReady: () => Promise<boolean>;
  /** Its certificate; without, the server speaks HTTP. */
  readonly tls: TlsFiles | undefined;
  /** Of `readTrustedProxies`. */
  readonly trustedProxies: readonly string[] | undefined;
  /** Opened through this server. */
  readonly dashboards: Dashboards;
  /** Whether a connection may name a kubeconfig file on this machine: only when server and user are the same person. */
  readonly allowLocalFiles: boolean;
  /** Absolute path of the built pages. */
  readonly webDirectory: string;
  /** Receives every unexpected error, for the log, with the id of its request. */
  readonly report: (error: unknown, requestId?: string) => void;
  /** Gets a line for each request. */
  readonly log: WriteLog;
  readonly metrics: Metrics;
}
