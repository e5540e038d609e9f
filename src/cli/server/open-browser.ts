import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MlaError } from '../../errors/error.ts';
import { launchProgram } from '../../programs/launch-program.ts';
import { writePrivateFile } from './write-private-file.ts';

const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

export interface BrowserOptions {
  /** Shown to a person where it has to be opened by hand. */
  readonly url: string;
  /** A folder that only the user can read, for the page that redirects. */
  readonly directory: string;
}

/**
 * Shows a login link in the user's browser. A link given to the browser's
 * program would stand in the process list, where every user of the machine reads
 * it; so the program gets a file that leads on to it, which only this user can
 * read. Throws `cli.noBrowser`, with the address in its fix, where there is no browser.
 */
export async function openBrowser({ url, directory }: BrowserOptions): Promise<void> {
  const file = join(existsSync('/snap/bin') ? homedir() : directory, 'mlanywhere-login.html');
  await writePrivateFile(file, pageThatLeadsTo(url));
  const [program, ...words] = openers[process.platform] ?? ['xdg-open'];
  try {
    await launchProgram({ file: program, args: [...words, pathToFileURL(file).href] });
  } catch (error) {
    throw new MlaError('cli.noBrowser', { reason: `${program} is not there`, url }, { cause: error });
  }
}

/** Without a script, so that it works under any settings. The link in it works once, and for ten minutes. */
function pageThatLeadsTo(url: string): string {
  const link = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${link}">
<title>MLAnywhere</title>
<p><a href="${link}">Continue to MLAnywhere</a></p>
`;
}
