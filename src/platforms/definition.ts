import type { z } from 'zod';
import type { ErrorDefinition } from '../errors/definition.ts';
import type { ClusterWorkers } from '../installation/worker-groups.ts';

/** The part of an Installation that says where its cluster comes from: `spec.cluster`. */
export interface ClusterPart {
  readonly platform: string;
  readonly connection?: string;
}

/** What a platform can do with its clusters. A wish that needs what it cannot do is refused with the reason. */
export interface Capabilities {
  /** The platform creates and deletes clusters. Otherwise its clusters already exist and are kept. */
  readonly makesClusters: boolean;
  /** Changes the workers of a cluster that is there. Without it, other workers for such a cluster are refused. */
  readonly scale: boolean;
  /** Gives Kubeflow an address of its own, so that it can be exposed. */
  readonly loadBalancer: boolean;
  /** Sets a proxy (`spec.proxy`) on the nodes. */
  readonly clusterProxy: boolean;
}

/**
 * How a field of a connection is treated: `shown` to whoever may see the
 * connection, `secret` never told, a `kubeconfig` with secrets inside, or the
 * path of a `local-file`, which only the owner of this machine may name.
 */
export type FieldKind = 'shown' | 'secret' | 'kubeconfig' | 'local-file';

/** Where the command line takes a field from. */
export type ConnectionFlag<Field extends string = string> = { readonly field: Field } & (
  | {
      readonly from: 'text';
      /** As commander writes it: `--address <url>`. */
      readonly flag: string;
      readonly text: string;
      /** A field without one may be left out. */
      readonly example?: string;
    }
  /** `--password-stdin`, `--password-file`, or a question. `of`: the field that says whose it is. */
  | { readonly from: 'password'; readonly of: Field }
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

/** How a platform is reached: what a user gives, and what becomes of each field. */
export interface ConnectionDefinition<Fields extends string = string> {
  readonly schema: z.ZodObject;
  /** Each field but `platform`. A field without a kind does not compile: nothing secret is stored unknown. */
  readonly fields: Readonly<Record<Fields, FieldKind>>;
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

/** All that a platform is, apart from doing it: pure, for server, command line and pages alike. */
export interface PlatformDefinition<Cluster extends ClusterPart = ClusterPart> {
  readonly id: Cluster['platform'];
  readonly title: string;
  readonly description: string;
  /** What the user needs before connecting. */
  readonly needs: readonly string[];
  /** Each of its clusters is simulated. Of other platforms only what answers at a connection can tell. */
  readonly simulated?: true;
  readonly capabilities: Capabilities;
  /** Errors that are its own, by key, beside the catalogue's. */
  readonly errors?: Readonly<Record<string, ErrorDefinition>>;
  /** Its form of `spec.cluster`. */
  readonly cluster: z.ZodObject;
  /** Absent where nothing has to be reached. */
  readonly connection?: ConnectionDefinition;
  /** How many nodes a cluster is asked to have, where that is ours to say. */
  countNodes?(cluster: Cluster): number;
  /** The workers of a cluster, where a user says how many; at `spec.cluster.<id>.workers`. */
  workersOf?(cluster: Cluster): ClusterWorkers | undefined;
  /** Where an image decides which Kubernetes a new cluster has. */
  readonly image?: {
    of(cluster: Cluster): string;
    /** Undefined when the name does not tell. */
    kubernetesVersion(image: string): string | undefined;
    /** Why its images may be too old for a release. */
    readonly whyTooOld: string;
  };
  /** Fields below `spec.cluster` that no schema can judge, with what is wrong: said of a new wish, not of one that was saved. */
  refusals?(cluster: Cluster): readonly { readonly path: readonly string[]; readonly message: string }[];
}

type ConnectionOf<Schema extends z.ZodObject> = Omit<ConnectionDefinition<FieldsOf<Schema>>, 'schema'> & {
  readonly schema: Schema;
};

/** Checks that a connection's definition names a kind for each field of its schema. */
export function defineConnection<Schema extends z.ZodObject>(definition: ConnectionOf<Schema>): ConnectionOf<Schema> {
  return definition;
}
