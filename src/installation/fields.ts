import { z } from 'zod';
import { installationSchema } from './installation.ts';

/** One field of an installation, as the schema has it. */
export interface Field {
  /** For example `spec.kubeflow.components`; `[]` stands for each member of a list. */
  readonly path: string;
  /** `group`: it has fields of its own. `groups`: a list of such. */
  readonly takes: 'text' | 'number' | 'list' | 'group' | 'groups';
  /** Values that it can have by name; of a list, words that stand for a list. */
  readonly choices: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** Of a text: `email`, `uri`. */
  readonly format?: string;
  /** Undefined where it has no default. */
  readonly preset: unknown;
  readonly required: boolean;
  /** Can be null. */
  readonly nullable: boolean;
  /** What it is for, in a few words. */
  readonly meaning: string;
  /** The name of its flag, where that is not made from the path. */
  readonly flag?: string;
  /** What it means to leave it out, where its flag says just that. */
  readonly without?: string;
  /** What stands for its value in a help text. */
  readonly placeholder?: string;
  /** The platforms that have it; absent where all have. */
  readonly platforms?: readonly string[];
}

/** As much of JSON Schema as zod writes for an installation. `flag`, `without` and `placeholder` come from a field's `meta`. */
interface Schema {
  readonly type?: string;
  readonly const?: string | number;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly description?: string;
  readonly flag?: string;
  readonly without?: string;
  readonly placeholder?: string;
}

interface Place {
  readonly path: string;
  readonly required: boolean;
  readonly platform?: string | undefined;
}

/** Every field of an installation, in the order of the schema. What several platforms have is listed once. */
export const installationFields: readonly Field[] = mergeFields(
  fieldsOf(z.toJSONSchema(installationSchema, { io: 'input' }) as Schema, { path: '', required: true }),
);

function fieldsOf(schema: Schema, place: Place): Field[] {
  const ways = schema.oneOf ?? schema.anyOf ?? [schema];
  const inner = ways.flatMap((way) => {
    const { properties = {}, required = [] } = way;
    const platform = place.platform ?? platformOf(way);
    return Object.entries(properties).flatMap(([name, part]) =>
      fieldsOf(part, {
        path: place.path === '' ? name : `${place.path}.${name}`,
        required: required.includes(name),
        platform,
      }),
    );
  });
  const listed = ways.flatMap(({ items }) =>
    items?.properties === undefined ? [] : fieldsOf(items, { ...place, path: `${place.path}[]`, required: true }),
  );
  const isMember = place.path === '' || place.path.endsWith('[]');
  return [...(isMember ? [] : [fieldAt(schema, ways, place)]), ...inner, ...listed];
}

/** The platform whose form of `spec.cluster` this is. */
function platformOf({ properties }: Schema): string | undefined {
  const id = properties?.['platform']?.const;
  return typeof id === 'string' ? id : undefined;
}

function fieldAt(schema: Schema, ways: readonly Schema[], { path, required, platform }: Place): Field {
  const values = ways.filter(({ type }) => type !== 'null');
  const find = <Key extends keyof Schema>(key: Key): Schema[Key] | undefined =>
    schema[key] ?? values.find((way) => way[key] !== undefined)?.[key];
  const said = (['minimum', 'maximum', 'format', 'flag', 'without', 'placeholder'] as const).map(
    (key) => [key, find(key)] as const,
  );
  return {
    path,
    takes: takesOf(values),
    choices: values.flatMap(({ const: only, enum: several = [] }): readonly (string | number)[] =>
      only === undefined ? several : [only],
    ),
    preset: schema.default,
    required,
    nullable: values.length < ways.length,
    meaning: find('description') ?? '',
    ...Object.fromEntries(said.filter(([, value]) => value !== undefined)),
    ...(platform !== undefined && { platforms: [platform] }),
  };
}

function takesOf(values: readonly Schema[]): Field['takes'] {
  const list = values.find(({ items }) => items !== undefined);
  if (list !== undefined) return list.items?.properties === undefined ? 'list' : 'groups';
  if (values.some(({ properties }) => properties !== undefined)) return 'group';
  return values.every(({ type }) => type === 'integer' || type === 'number') ? 'number' : 'text';
}

function mergeFields(fields: readonly Field[]): Field[] {
  return [...Map.groupBy(fields, ({ path }) => path).values()].map((same) => {
    const [first] = same as [Field];
    const platforms = same.flatMap((field) => field.platforms ?? []);
    return {
      ...first,
      choices: [...new Set(same.flatMap(({ choices }) => choices))],
      ...(platforms.length > 0 && { platforms }),
    };
  });
}
