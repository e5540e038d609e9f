import { describeProblems } from '../../../src/installation/describe-problems.ts';
import { installationSchema, type InstallationInput } from '../../../src/installation/installation.ts';

/** What came of pasted YAML: the installation in it, or what is wrong with it, line by line. */
export type ReadYaml = { readonly installation: InstallationInput } | { readonly problems: readonly string[] };

/** Reads a pasted installation. Never throws: a typo is an ordinary case. */
export async function readYaml(text: string): Promise<ReadYaml> {
  const { readYaml: readLimited } = await import('../../../src/yaml.ts');
  let value: unknown;
  try {
    value = readLimited(text, { longest: 256 * 1024, maxAliases: 50 });
  } catch (cause) {
    return { problems: [cause instanceof Error ? cause.message : String(cause)] };
  }
  const read = installationSchema.safeParse(value);
  if (read.success) return { installation: read.data };
  return {
    problems: describeProblems(read.error, value).map(({ path, message }) => `${path || 'the document'} ${message}`),
  };
}
