import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { findServer } from '../../server/connect.ts';
import { dataDirectory } from '../../../app/data-directory.ts';
import { openBrowser } from '../../server/open-browser.ts';
import { outputFor } from '../../input/output-flags.ts';
import { addServerFlags, type ServerFlags } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly print?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('[name]', 'Installation; the home page without')
      .option('--print', 'Print the address and open no browser'),
  ).action(async (name: string | undefined, flags: Flags) => {
    const output = outputFor(cli, flags);
    const server = await findServer({ cli, flags });
    // A server of another command would end before the page loads.
    if (server === undefined || server.passing) throw new MlaError('cli.noServer');
    if (name !== undefined) await server.client.call('getInstallation', { params: { name } });
    const page = name === undefined ? '/' : `/installations/${name}`;
    const url = new URL(page, server.url).href;
    const link = new URL((await server.client.call('createLoginLink', {})).url);
    link.hash = `${link.hash}&next=${encodeURIComponent(page)}`;
    const login = link.href;
    output.printJson({ url, login });
    output.print(`Open this link to sign in; it works once:\n${login}`);
    if (flags.print !== true) await openBrowser({ url: login, directory: dataDirectory(cli.environment, flags.data) });
  });
}
