import { loadAll, YAMLException } from 'js-yaml';

/** How much a text that someone else wrote may ask of the reader. */
export interface YamlLimits {
  /** In characters. */
  readonly longest: number;
  /** How many times a text may repeat a part by `*name`. 0 when left out: a few hundred characters can repeat themselves to gigabytes, or hold themselves. */
  readonly maxAliases?: number;
  /** 50 when left out: ten times what a kubeconfig needs. */
  readonly maxDepth?: number;
}

/** A text that is not YAML, or asks for more than it may. Its message names the place, and repeats nothing of the text: that may hold secrets. */
export class UnreadableYaml extends Error {
  override readonly name = 'UnreadableYaml';
}

/**
 * The text of a YAML file: UTF-8, or UTF-16 where a byte order mark says so, as
 * the YAML specification has it (section 5.2) and PowerShell writes it.
 */
export function decodeYaml(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  // The decoder takes the mark away.
  return new TextDecoder(encoding).decode(bytes);
}

/** Every document of a YAML text that someone else wrote. The one way to read such a text. Throws `UnreadableYaml`, and nothing else. */
export function readYamlDocuments(text: string, { longest, maxAliases = 0, maxDepth = 50 }: YamlLimits): unknown[] {
  if (text.length > longest) throw new UnreadableYaml(`it has ${text.length} characters, ${longest} are allowed`);
  try {
    return loadAll(text, { maxAliases, maxDepth });
  } catch (error) {
    // Without its cause, which has the text in it.
    throw new UnreadableYaml(error instanceof YAMLException ? describe(error) : 'it cannot be read');
  }
}

/** The only document of a YAML text, as `readYamlDocuments` reads it; undefined when there is none. */
export function readYaml(text: string, limits: YamlLimits): unknown {
  const documents = readYamlDocuments(text, limits).filter((document) => document !== null);
  if (documents.length > 1) throw new UnreadableYaml(`it holds ${documents.length} documents, not one`);
  return documents[0];
}

/** What is wrong and in which line and column. What follows in quotes, as a tag or after a colon is a piece of the text. */
function describe({ reason, mark }: YAMLException): string {
  const what = reason.replace(/\s*("|!<|: ).*$/s, '');
  return mark ? `${what} (${mark.line + 1}:${mark.column + 1})` : what;
}
