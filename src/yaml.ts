import { loadAll, YAMLException } from 'js-yaml';

/** Limits for reading untrusted text. */
export interface YamlLimits {
  /** In characters. */
  readonly longest: number;
  /** How many aliases (`*name`) a text may have. Default 0: a few hundred characters of aliases can expand to gigabytes, or contain themselves. */
  readonly maxAliases?: number;
  /** Default 50, ten times what a kubeconfig needs. */
  readonly maxDepth?: number;
}

/** The text is not YAML, or exceeds a limit. The message names the place and does not repeat the text, which may hold secrets. */
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
  // The decoder removes the byte order mark.
  return new TextDecoder(encoding).decode(bytes);
}

/** Every document of an untrusted YAML text. All such text is read here. Throws only `UnreadableYaml`. */
export function readYamlDocuments(text: string, { longest, maxAliases = 0, maxDepth = 50 }: YamlLimits): unknown[] {
  if (text.length > longest) throw new UnreadableYaml(`it has ${text.length} characters, ${longest} are allowed`);
  try {
    return loadAll(text, { maxAliases, maxDepth });
  } catch (error) {
    // Without a cause: the cause contains the text.
    throw new UnreadableYaml(error instanceof YAMLException ? describe(error) : 'it cannot be read');
  }
}

/** The only document of a YAML text, as `readYamlDocuments` reads it; undefined when there is none. */
export function readYaml(text: string, limits: YamlLimits): unknown {
  const documents = readYamlDocuments(text, limits).filter((document) => document !== null);
  if (documents.length > 1) throw new UnreadableYaml(`it holds ${documents.length} documents, not one`);
  return documents[0];
}

/** What is wrong, with line and column. Quotes, tags and anything after a colon are parts of the text, so they are cut. */
function describe({ reason, mark }: YAMLException): string {
  const what = reason.replace(/\s*("|!<|: ).*$/s, '');
  return mark ? `${what} (${mark.line + 1}:${mark.column + 1})` : what;
}
