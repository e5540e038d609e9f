import fc from 'fast-check';
import { z } from 'zod';
import { type Installation, installationSchema } from '../installation.ts';
import { valueAt } from '../value-at.ts';

/** As much of JSON Schema as zod writes for an installation. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
}

const texts: Readonly<Record<string, fc.Arbitrary<string>>> = {
  email: fc.constantFrom('ada@example.com', 'user+tag@example.org'),
  uri: fc.constantFrom('http://proxy.example.com:3128', 'https://10.0.0.1', 'http://[fd00::1]:80/'),
};
/** Words that flags find hard: with commas, blanks, quotes, a hyphen in front, or that read as something else. */
const hardText = fc.constantFrom(
  'a,b',
  ' a ',
  '--x',
  '-',
  "it's",
  '"',
  '1',
  '3.10',
  'null',
  'true',
  'all',
  '=',
  'ä\n中',
  '__proto__',
  'a\u200eb',
);

/** Anything that the schema allows, from the schema alone: a new field of any platform is in it. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const { minimum, maximum, minItems = 0 } = schema;
  const ways = schema.oneOf ?? schema.anyOf;
  if (ways !== undefined) return fc.oneof(...ways.map(valuesOf));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.properties !== undefined) return groupsOf(schema.properties, schema.required ?? []);
  if (schema.items !== undefined) return fc.array(valuesOf(schema.items), { minLength: minItems, maxLength: 3 });
  if (minimum !== undefined && maximum !== undefined) return fc.integer({ min: minimum, max: maximum });
  return schema.type === 'null' ? fc.constant(null) : textsOf(schema);
}

function groupsOf(properties: Readonly<Record<string, Schema>>, required: readonly string[]): fc.Arbitrary<unknown> {
  const parts = Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, valuesOf(part)]));
  return fc.record(parts, { requiredKeys: [...required] });
}

function textsOf({ format = '', pattern, minLength = 0, maxLength = 12 }: Schema): fc.Arbitrary<string> {
  const known = texts[format];
  if (known !== undefined) return known;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern)).filter((text) => text.length <= maxLength);
  return fc.oneof(hardText, fc.string({ unit: 'grapheme', minLength, maxLength: 12 }));
}

const schema = z.toJSONSchema(installationSchema, { io: 'input' }) as Schema;

/** Installations that are accepted, of one platform. */
export function installationsOn(platform: string): fc.Arbitrary<Installation> {
  return valuesOf(schema)
    .map((value) => acceptable(value))
    .filter((installation) => installation?.spec.cluster.platform === platform) as fc.Arbitrary<Installation>;
}

/** A value without what does not go together: each field that is refused is left out, and the group around a field that is missing. */
function acceptable(value: unknown): Installation | undefined {
  const draft: unknown = structuredClone(value);
  for (let looks = 0; looks < 20; looks += 1) {
    const { data, error } = installationSchema.safeParse(draft);
    if (data !== undefined) return data;
    const { path = [] } = error.issues[0] ?? {};
    if (!removeAt(draft, path) && !removeAt(draft, path.slice(0, -1))) return undefined;
  }
  return undefined;
}

function removeAt(draft: unknown, path: readonly PropertyKey[]): boolean {
  const place = valueAt(draft, path.slice(0, -1));
  const name = path.at(-1);
  if (typeof place !== 'object' || place === null || name === undefined || !Object.hasOwn(place, name)) return false;
  return Reflect.deleteProperty(place, name);
}
