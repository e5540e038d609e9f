import {
  binaryTag,
  boolYaml11Tag,
  defineScalarTag,
  FAILSAFE_SCHEMA,
  loadAll,
  mergeTag,
  NOT_RESOLVED,
  nullYaml11Tag,
} from 'js-yaml';

/*
 * Kubernetes tools read YAML with Go's yaml.v2: YAML 1.1 booleans and octals,
 * but no sexagesimal numbers and no dates. A test holds this equal to kubectl.
 */

const floatPattern = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const integerPattern = /^[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;

function parseNumber(source: string): number | undefined {
  const digits = source.replaceAll('_', '');
  if (integerPattern.test(digits)) return parseInteger(digits);
  if (!floatPattern.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isFinite(value) ? value : undefined;
}

function parseInteger(digits: string): number {
  const negative = digits.startsWith('-');
  const unsigned = digits.replace(/^[-+]/, '');
  const value = Number(/^0[0-7]+$/.test(unsigned) ? `0o${unsigned.slice(1)}` : unsigned);
  return negative && value !== 0 ? -value : value;
}

/** These tags read; nothing is written with them. */
const neverWritten = (): boolean => false;

const numberFirstChars = ['-', '+', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

const intTag = defineScalarTag<number>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: numberFirstChars,
  identify: neverWritten,
  resolve: (source): number | typeof NOT_RESOLVED => parseNumber(source) ?? NOT_RESOLVED,
});

const floatTag = defineScalarTag<number>('tag:yaml.org,2002:float', {
  identify: neverWritten,
  resolve: (source): number | typeof NOT_RESOLVED => parseNumber(source) ?? NOT_RESOLVED,
});

const binaryAsText = defineScalarTag<string>('tag:yaml.org,2002:binary', {
  identify: neverWritten,
  resolve: (source, isExplicit, tagName): string | typeof NOT_RESOLVED => {
    const bytes = binaryTag.resolve(source, isExplicit, tagName);
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : NOT_RESOLVED;
  },
});

const schema = FAILSAFE_SCHEMA.withTags(nullYaml11Tag, boolYaml11Tag, intTag, floatTag, mergeTag, binaryAsText);

/** A manifest nests far less deep and repeats far fewer nodes than this; a file that explodes when written out does not get that far. */
const limits = { maxDepth: 200, maxAliases: 1000 };

/** Every document of a YAML text, with the scalar types Kubernetes gives them. Empty documents are null. Throws js-yaml's YAMLException. */
export function readYamlDocuments(text: string): unknown[] {
  return loadAll(text, { schema, ...limits });
}
