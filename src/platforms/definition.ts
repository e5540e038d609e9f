import type { z } from 'zod';
import type { ErrorDefinition } from '../errors/definition.ts';
import type { ClusterWorkers } from '../installation/worker-groups.ts';

/** The part of an Installation that says where its cluster comes from: `spec.cluster`. */
export interface ClusterPart {
  readonly platform: string;
  readonly connection?: string;
}

/** What a platform can do. An installation that needs a missing capability is refused with the reason. */
export interface Capabilities {
  /** The platform creates and deletes clusters. Otherwise its clusters already exist and are kept. */
  readonly makesClusters: boolean;
  /** Changes the workers of a cluster that is there. Without it, other workers for such a cluster are refused. */
  readonly scale: boolean;
  /** Sets a proxy (`spec.proxy`) on the nodes. Pods of Kubeflow get it on every platform. */
  readonly clusterProxy: boolean;
}

/**
 * How a field of a connection is treated: `shown`, `secret` (never shown), `kubeconfig` (has secrets inside),
 * or `local-file` (a path, which only the owner of this machine may give).
 */
export type FieldKind = 'shown' | 'secret' | 'kubeconfig' | 'local-file';

/** Where the command line takes a field from. */
export type ConnectionFlag<Field extends string = string> = { readonly field: Field } & (
  | {
      readonly from: 'text';
      /** As commander writes it: `--address <url>`. */
      readonly flag: string;
      readonly text: string;
      /** A field without an example is optional. */
      readonly example?: string;
    }
  /** `--password-stdin`, `--password-file`, or a question. `of`: the field that says whose it is. */
  | { readonly from: 'password'; readonly of: Field }
  /** A text that is read from a file, never from the command line: it is secret or long. Optional. */
  | { readonly from: 'text-file'; readonly flag: string; readonly text: string }
  /** `--ca`, `--fingerprint`, `--insecure`. */
  | { readonly from: 'trust' }
  /** The text of a file, or its path where the server runs on this machine. */
  | {
      readonly from: 'file';
      readonly flag: string;
      readonly text: string;
      readonly example: string;
      readonly pathField: Field;
    }
);

/** A platform's connection: its schema, and how each field is treated. */
export interface ConnectionDefinition<Fields extends string = string> {
  readonly schema: z.ZodObject;
  /** Each field except `platform`. A field without a kind does not compile, so no secret stays undeclared. */
  readonly fields: Readonly<Record<Fields, FieldKind>>;
  /** Values of `local-file` fields that anybody may name: who set up the server has put them there for this. */
  readonly mountedFiles?: readonly string[];
  /** The field that a person knows the connection by; absent where the server finds it in a kubeconfig. */
  readonly addressField?: Fields;
  readonly flags: readonly ConnectionFlag<Fields>[];
}

/** Fields of a connection's schema that need a kind. */
export type FieldsOf<Schema extends z.ZodObject> = Exclude<keyof z.infer<Schema> & string, 'platform'>;

/** Fields of a platform's connection that have no kind: never, or the registry does not compile. */
export type UndeclaredFields<Definition> = Definition extends {
  readonly connection: { readonly schema: infer Schema extends z.ZodObject; readonly fields: infer Kinds };
}
  ? Exclude<FieldsOf<Schema>, keyof Kinds>
  : never;

/** The description of a platform, without its implementation. Pure: server, command line and pages use it. */
export interface PlatformDefinition<Cluster extends ClusterPart = ClusterPart> {
  readonly id: Cluster['platform'];
  readonly title: string;
  readonly description: string;
  /** What the user needs before connecting. */
  readonly needs: readonly string[];
  /** All its clusters are simulated. For other platforms, only the server at the connection can say. */
  readonly simulated?: true;
  readonly capabilities: Capabilities;
  /** Errors that are its own, by key, beside the catalogue's. */
  readonly errors?: Readonly<Record<string, ErrorDefinition>>;
  /** Its form of `spec.cluster`. */
  readonly cluster: z.ZodObject;
  /** Absent if the platform needs no connection. */
  readonly connection?: ConnectionDefinition;
  /** The requested number of nodes, if the installation decides it. */
  countNodes?(cluster: Cluster): number;
  /** The workers of a cluster, if the user chooses them, at `spec.cluster.<id>.workers`. */
  workersOf?(cluster: Cluster): ClusterWorkers | undefined;
  /** For platforms where an image decides the Kubernetes version of a new cluster. */
  readonly image?: {
    of(cluster: Cluster): string;
    /** Undefined if the name does not contain it. */
    kubernetesVersion(image: string): string | undefined;
    /** Why its images may be too old for a release. */
    readonly whyTooOld: string;
  };
  /** For platforms whose nodes MLAnywhere sets up by SSH. */
  readonly ssh?: {
    /** Who logs in, and the user’s own public key. */
    of(cluster: Cluster): { readonly user: string; readonly publicKey: string };
    /** The same cluster, whose nodes get this key. */
    withKey(cluster: Cluster, publicKey: string): Cluster;
  };
  /** Problems below `spec.cluster` that a schema cannot express. Checked for a new installation, not for a saved one. */
  refusals?(cluster: Cluster): readonly { readonly path: readonly string[]; readonly message: string }[];
}

type ConnectionOf<Schema extends z.ZodObject> = Omit<ConnectionDefinition<FieldsOf<Schema>>, 'schema'> & {
  readonly schema: Schema;
};

/** Checks that a connection's definition names a kind for each field of its schema. */
export function defineConnection<Schema extends z.ZodObject>(definition: ConnectionOf<Schema>): ConnectionOf<Schema> {
  return definition;
}
