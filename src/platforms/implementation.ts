import type { ApiClient } from '../api/client.ts';
import type { ConnectionInput, ConnectionView } from '../api/contract.ts';
import type { MlaError } from '../errors/error.ts';
import type { InstallationInput } from '../installation/installation.ts';
import type { ClusterAccess, KubernetesClient } from '../kubernetes/client.ts';
import type { Outbound } from '../network/outbound.ts';
import type { Platform } from './platform.ts';

/** What platforms are made of; given by the composition root. */
export interface PlatformParts {
  /** By which the platforms are reached. */
  readonly outbound: Outbound;
  /** Whether connections may name files on this machine. */
  readonly localFiles: boolean;
  /** A platform that makes clusters on this machine keeps them in a folder here. */
  readonly dataDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly createClient: (access: ClusterAccess) => KubernetesClient;
}

/** What a person may see of a connection, apart from its name. */
export type ShownConnection = Pick<ConnectionView, 'address' | 'username' | 'trust' | 'contexts'>;

/** A simulated platform in a process of its own, and how it is connected to. */
export interface SimulatedPlatform {
  readonly connection: ConnectionInput;
  readonly processId: number;
  /** Ends it and the clusters it made. */
  readonly stop: () => Promise<void>;
}

/** How the demo gets a platform, and fills in its form. */
export interface Simulation {
  /** After “a simulated”. */
  readonly title: string;
  /** A directory that was used before brings back what it held. It dies with this process, unless `detached`. */
  start(options: { readonly directory: string; readonly detached: boolean }): Promise<SimulatedPlatform>;
  chooseInstallation(client: ApiClient, wanted: DemoWish): Promise<InstallationInput>;
}

/** What a demo installs, and by which saved connection. */
export interface DemoWish {
  readonly connection: string;
  readonly name: string;
  readonly release: string;
  readonly components: 'all' | string[];
}

/** How a platform comes to be on this machine. */
export interface PlatformImplementation<Input extends ConnectionInput = ConnectionInput> {
  create(parts: PlatformParts): Platform;
  /** Why it cannot be used on this machine, and what to do; undefined where it can. Always there when left out. */
  findObstacle?(parts: PlatformParts): Promise<MlaError | undefined>;
  /** For the demo; absent where nothing simulates it. */
  readonly simulation?: Simulation;
  /** What may be shown of a connection. Throws where it cannot be used. */
  viewConnection?(input: Input, options: { readonly localFiles: boolean }): Promise<ShownConnection>;
}
