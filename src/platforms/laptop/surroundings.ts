import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { System } from './hints.ts';

/** This machine, as the tools see it. */
export interface Surroundings {
  readonly system: System;
  /** What a program gets of MLAnywhere's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The path of a program in PATH; undefined if there is none. */
  findProgram(name: string): Promise<string | undefined>;
  /** Where tools are that MLAnywhere downloaded; undefined if it downloads none. */
  readonly downloads: string | undefined;
}

/** Everything else stays out: a tool must not find the user's kubeconfig or MLAnywhere's own settings. */
const passedOn =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_ALL|TMPDIR|TEMP|TMP|USERPROFILE|LOCALAPPDATA|APPDATA|SYSTEMROOT|PROGRAMFILES|COMSPEC|PATHEXT|SSL_CERT_FILE|SSL_CERT_DIR|DOCKER_\w+|CONTAINER_\w+|CONTAINERS_\w+|XDG_\w+|(HTTP|HTTPS|NO|ALL)_PROXY)$/i;

/** By the variables of an environment (`process.env`). */
export function createSurroundings(
  given: Readonly<Record<string, string | undefined>>,
  { downloads, platform = process.platform }: { downloads?: string; platform?: NodeJS.Platform } = {},
): Surroundings {
  const environment = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value !== undefined && passedOn.test(name) ? [[name, value] as const] : [],
    ),
  );
  const path = Object.entries(environment).find(([name]) => /^path$/i.test(name))?.[1] ?? '';
  const suffixes = platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return {
    system: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
    environment,
    downloads,
    async findProgram(name) {
      for (const directory of path.split(delimiter).filter((part) => part !== ''))
        for (const suffix of suffixes) {
          const file = join(directory, `${name}${suffix}`);
          if (await isProgram(file)) return file;
        }
      return undefined;
    },
  };
}

/** Whether a file can be started. */
export async function isProgram(file: string): Promise<boolean> {
  return stat(file)
    .then(async (found) => found.isFile() && access(file, constants.X_OK).then(() => true))
    .catch(() => false);
}
