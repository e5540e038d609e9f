import { load, YAMLException } from 'js-yaml';
import { MlaError } from '../errors/error.ts';
import { type Installation, installationSchema } from '../installation/installation.ts';
import type { TextSource } from './cli.ts';
import { readInput } from './read-input.ts';

/** An installation from a YAML or JSON file, checked before it is sent. Throws MLA-CLI-002 and MLA-CLI-015, naming each wrong field. */
export async function readInstallation(file: string, stdin: TextSource): Promise<Installation> {
  const parsed = installationSchema.safeParse(parse(await readInput(file, stdin), file));
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.length === 0 ? 'the whole' : path.join('.')}: ${message}`).join('; ');
  throw new MlaError('MLA-CLI-015', { file: nameOf(file), problems });
}

function parse(text: string, file: string): unknown {
  try {
    return load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw new MlaError('MLA-CLI-015', { file: nameOf(file), problems: error.message.split('\n')[0] ?? 'it is not YAML' }, { cause: error });
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'Standard input' : file;
}
