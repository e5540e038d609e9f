import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MlaError } from '../../errors/error.ts';
import { resourceName } from '../../installation/resource-name.ts';
import { type Environment, dataDirectory } from '../../app/data-directory.ts';

export interface SandboxFlags {
  readonly data?: string;
  readonly json?: boolean;
}

/** The folder of a sandbox by name. Throws `cli.badValue` when the name cannot be one. */
export function sandboxFolder(environment: Environment, flags: SandboxFlags, name: string): string {
  if (!resourceName.safeParse(name).success) {
    throw new MlaError('cli.badValue', {
      value: name,
      flag: 'NAME',
      expected: 'lower-case letters, digits and hyphens',
      example: 'sandbox',
    });
  }
  return join(allSandboxes(environment, flags), name);
}

/** The folders of all sandboxes, running or not. */
export async function listSandboxFolders(
  environment: Environment,
  flags: SandboxFlags,
): Promise<{ name: string; directory: string }[]> {
  const parent = allSandboxes(environment, flags);
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => ({ name, directory: join(parent, name) }));
}

function allSandboxes(environment: Environment, flags: SandboxFlags): string {
  return join(dataDirectory(environment, flags.data), 'sandboxes');
}
