import type { ComponentType } from 'react';
import type { ConnectionLayer, ConnectionView } from '../../../src/api/contract.ts';
import type { RunKind } from '../../../src/api/run.ts';
import type { InstallationInput, PlatformId } from '../../../src/installation/installation.ts';
import type { StageName } from '../words/stage-words.ts';

type Cluster = InstallationInput['spec']['cluster'];
export type ClusterOf<Id extends PlatformId> = Extract<Cluster, { platform: Id }>;

/** What happens in a stage, and how one would do it by hand. */
export interface TeachingWords {
  readonly happens: string;
  readonly byHand: readonly string[];
}

/** The values typed for a connection, by field. Secrets exist only here in the browser. */
export type ConnectionValues = Readonly<Record<string, unknown>>;

/** What is wrong with what was typed, by field; empty when it can be sent. */
export type ConnectionProblems = Readonly<Partial<Record<string, string>>>;

export interface ConnectionFieldsProps<Values = ConnectionValues> {
  readonly values: Values;
  readonly problems: ConnectionProblems;
  readonly change: (part: Partial<Values>) => void;
}

/** How a connection to a platform is typed. */
export interface ConnectionPage<Values = ConnectionValues> {
  /** A name to begin with. */
  readonly name: string;
  readonly empty: Values;
  readonly Fields: ComponentType<ConnectionFieldsProps<Values>>;
  /** The fields as the platform's schema takes them, without those that were left empty. */
  toInput(values: Values): ConnectionValues;
  /** In the order they are tried. A proxy is shown only when there was one. */
  readonly layers: readonly ConnectionLayer['layer'][];
  /** What signs in to the platform, with a placeholder for each secret; absent where nothing like it is sent. */
  loginRequest?(connection: Partial<Pick<ConnectionView, 'address' | 'username'>>): string;
}

/** A platform as the pages show it: its fields, what is kept of them, its words. */
export interface PlatformPage<Id extends PlatformId = PlatformId, Values = ConnectionValues> {
  /** As lists call it. */
  readonly title: string;
  /** What a new draft begins with; empty where a person chooses a name. */
  readonly firstName: string;
  readonly firstRelease: string;
  /** With nothing chosen yet. Empty text means: not chosen yet. */
  emptyCluster(connection: string): ClusterOf<Id>;
  /** Fields below `spec.cluster.<id>` that are kept for a reload: a new one is not kept until someone thought about it. */
  readonly kept: readonly string[];
  /** Of these, fields where a user may paste too much, and the part that may be kept. */
  readonly cleaned?: Readonly<Record<string, (value: unknown) => unknown>>;
  readonly ClusterFields: ComponentType<{ readonly connection: string }>;
  /** Whether the fields hold what the schema cannot judge. */
  fits?(cluster: ClusterOf<Id>): Promise<boolean>;
  /** Whether the platform can be asked if a name is free. */
  readonly looksUpNames?: true;
  readonly connection?: ConnectionPage<Values>;
  /** In place of a connection, where there is nothing to connect to. */
  readonly WithoutConnection?: ComponentType;
  /** What else can be done with the cluster of a saved connection. */
  readonly OfConnection?: ComponentType<{ readonly name: string }>;
  /** Where a cluster is made with one request: what else is known of it. */
  readonly request?: {
    deletion(name: string): string;
  };
  /** Milliseconds that a run takes before anything was measured here: a guess, and called so. */
  readonly firstGuess: Readonly<Record<RunKind, number>>;
  /** Where a stage is another one here. */
  readonly teaching: Readonly<Partial<Record<StageName, TeachingWords>>>;
}

/** Checks a platform's page against its own cluster and connection; the pages then treat all platforms alike. */
export function definePage<Id extends PlatformId, Values>(page: PlatformPage<Id, Values>): PlatformPage {
  return page as unknown as PlatformPage;
}
