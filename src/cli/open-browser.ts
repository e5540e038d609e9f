import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { MlaError } from '../errors/error.ts';

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Shows an address in the user's browser. Throws MLA-CLI-011, with the address in its fix, where there is none. */
export async function openBrowser(url: string): Promise<void> {
  const [program, ...words] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...words, url], { stdio: 'ignore', detached: true });
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new MlaError('MLA-CLI-011', { reason: `${program} is not there`, url }, { cause: error });
  }
  child.unref();
}
