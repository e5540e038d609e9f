import type { PlatformDefinition, UndeclaredFields } from './definition.ts';
import { platformDefinitions } from './registry.ts';

type Listed = (typeof platformDefinitions)[number];
/** `never` if a field of a connection has no kind: without a kind it would be stored and never masked, so nothing compiles. */
type Definition = [UndeclaredFields<Listed>] extends [never] ? Listed : never;

/** Where clusters come from. */
export type PlatformId = Definition['id'];

export const platformIds = platformDefinitions.map(({ id }) => id) as unknown as readonly [PlatformId, ...PlatformId[]];

/** The forms of `spec.cluster`. */
export const clusterSchemas = platformDefinitions.map(({ cluster }) => cluster) as unknown as readonly [
  Definition['cluster'],
  ...Definition['cluster'][],
];

type WithConnection = Extract<Definition, { readonly connection: unknown }>;
type ConnectionSchema = WithConnection['connection']['schema'];

/** Platforms that are reached by a connection. */
export type ConnectedPlatformId = WithConnection['id'];

/** The forms of a connection as a user gives it. */
export const connectionSchemas = platformDefinitions.flatMap((definition) =>
  'connection' in definition ? [definition.connection.schema] : [],
) as unknown as readonly [ConnectionSchema, ...ConnectionSchema[]];

/** Names of fields of connections that hold something secret, of any platform. */
export const secretFieldNames: readonly string[] = platformDefinitions.flatMap((definition) =>
  'connection' in definition
    ? Object.entries(definition.connection.fields).flatMap(([field, kind]) =>
        kind === 'secret' || kind === 'kubeconfig' ? [field] : [],
      )
    : [],
);

type ErrorTable = Extract<Definition, { readonly errors: unknown }>['errors'];
type AllOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;

/** The errors that are the platforms' own. */
export const platformErrors = Object.assign(
  {},
  ...platformDefinitions.map((definition) => ('errors' in definition ? definition.errors : {})),
) as AllOf<ErrorTable>;

const byId: ReadonlyMap<string, PlatformDefinition> = new Map(
  platformDefinitions.map((definition) => [definition.id, definition]),
);

/** The definition of a platform. The schema accepts only known ids, so it exists. */
export function definitionOf(id: PlatformId): PlatformDefinition {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`no platform is called ${id}`);
  return found;
}
