import { dataDirectory } from '../../app/data-directory.ts';
import { MlaError } from '../../errors/error.ts';
import type { Cli } from '../cli.ts';
import { outputFor } from '../input/output-flags.ts';
import { findServer } from './connect.ts';
import { withNetworkFlags } from './network-flags.ts';
import { openBrowser } from './open-browser.ts';
import type { ServerFlags } from './with-server.ts';

/** Opens a page of a running server with a link that logs in once: of an installation, or the home page. Throws `cli.noServer`. */
export async function openPage(
  given: Cli,
  flags: ServerFlags & { readonly print?: boolean; readonly browser?: boolean },
  { installation: name }: { readonly installation?: string },
): Promise<void> {
  const cli = withNetworkFlags(given, flags);
  const output = outputFor(cli, flags);
  const server = await findServer({ cli, flags });
  // A server of another command would end before the page loads.
  if (server === undefined || server.passing) throw new MlaError('cli.noServer');
  if (name !== undefined) await server.client.call('getInstallation', { params: { name } });
  const page = name === undefined ? '/' : `/installations/${name}`;
  const link = new URL((await server.client.call('createLoginLink', {})).url);
  // The server knows the address that people use, perhaps with a path.
  const url = new URL(`.${page}`, `${link.origin}${link.pathname}`).href;
  link.hash = `${link.hash}&next=${encodeURIComponent(page)}`;
  const login = link.href;
  output.printJson({ url, login });
  output.print(`Open this link to sign in; it works once:\n${login}`);
  if (flags.print === true || flags.browser === false) return;
  await openBrowser({ url: login, directory: dataDirectory(cli.environment, flags.data) });
}
