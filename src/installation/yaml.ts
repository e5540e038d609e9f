import { z } from 'zod';
import { MlaError } from '../errors/error.ts';
import { readYamlDocuments, UnreadableYaml } from '../yaml.ts';
import { describeProblems, joinProblems } from './describe-problems.ts';
import { installationSchema, type Installation } from './installation.ts';

/** In characters. The largest installation that can be meant is a hundredth of it. */
const sizeLimit = 256 * 1024;
/** An installation nests five deep and repeats little; a text that explodes when written out does not get that far. */
const limits = { maxDepth: 20, maxAliases: 50 };

/**
 * An installation from its YAML (or JSON) text, with defaults filled in.
 * Errors: `installation.notYaml` (not YAML, with the line), `installation.tooLong` (too long),
 * -003 (each wrong field by its path), -004 (not one document).
 */
export function readInstallation(text: string): Installation {
  if (text.length > sizeLimit) throw new MlaError('installation.tooLong', { size: text.length, limit: sizeLimit });
  const documents = parse(text).filter((document) => document !== null && document !== undefined);
  if (documents.length !== 1) throw new MlaError('installation.notOneDocument', { count: documents.length });
  const result = installationSchema.safeParse(documents[0]);
  if (result.success) return result.data;
  throw new MlaError('installation.invalid', {
    problems: joinProblems(describeProblems(result.error, documents[0], fieldNames())),
  });
}

function parse(text: string): unknown[] {
  try {
    return readYamlDocuments(text, { longest: sizeLimit, ...limits });
  } catch (error) {
    if (!(error instanceof UnreadableYaml)) throw error;
    throw new MlaError('installation.notYaml', { reason: error.message }, { cause: error });
  }
}

/** The name of each field that the schema has anywhere. */
function fieldNames(): string[] {
  const names = new Set<string>();
  JSON.stringify(z.toJSONSchema(installationSchema, { io: 'input' }), (key, value: unknown) => {
    if (key === 'properties') for (const name of Object.keys(value as object)) names.add(name);
    return value;
  });
  return [...names];
}
