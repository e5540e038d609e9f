import type { ApiClient } from '../api/client.ts';
import type { ConnectionInput, ConnectionView } from '../api/contract.ts';
import type { MlaError } from '../errors/error.ts';
import type { ComponentSet } from '../installation/components/chosen-components.ts';
import type { InstallationInput } from '../installation/installation.ts';
import type { ClusterAccess, KubernetesClient } from '../kubernetes/client.ts';
import type { Outbound } from '../network/outbound.ts';
import type { Platform } from './platform.ts';

/** The parts that platforms use, from the composition root. */
export interface PlatformParts {
  /** Connects to the platforms. */
  readonly outbound: Outbound;
  /** Whether connections may name files on this machine. */
  readonly localFiles: boolean;
  /** For platforms that create clusters on this machine: the folder of their data. */
  readonly dataDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly createClient: (access: ClusterAccess) => KubernetesClient;
}

/** What is shown of a connection, apart from its name. */
export type ShownConnection = Pick<
  ConnectionView,
  'address' | 'username' | 'trust' | 'contexts' | 'proxy' | 'authorities'
>;

/** A simulated platform in its own process, and its connection. */
export interface SimulatedPlatform {
  readonly connection: ConnectionInput;
  readonly processId: number;
  /** Stops it and its clusters. */
  readonly stop: () => Promise<void>;
}

/** How the demo starts a platform and fills in its form. */
export interface Simulation {
  /** After “a simulated”. */
  readonly title: string;
  /** A directory of an earlier start restores its state. It ends with this process, unless `detached`. */
  start(options: { readonly directory: string; readonly detached: boolean }): Promise<SimulatedPlatform>;
  chooseInstallation(client: ApiClient, wanted: DemoWish): Promise<InstallationInput>;
}

/** The demo's installation and its saved connection. */
export interface DemoWish {
  readonly connection: string;
  readonly name: string;
  readonly release: string;
  readonly components: ComponentSet | string[];
}

/** How a platform is created on this machine. */
export interface PlatformImplementation<Input extends ConnectionInput = ConnectionInput> {
  create(parts: PlatformParts): Platform;
  /** Why it cannot be used on this machine, and what to do; undefined where it can. Always there when left out. */
  findObstacle?(parts: PlatformParts): Promise<MlaError | undefined>;
  /** For the demo. Absent if there is no simulator. */
  readonly simulation?: Simulation;
  /** What may be shown of a connection. Throws where it cannot be used. */
  viewConnection?(input: Input, options: { readonly localFiles: boolean }): Promise<ShownConnection>;
}
