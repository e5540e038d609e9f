import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { openDashboard } from '../../dashboard/open-dashboard.ts';
import { readPort } from '../../input/read-port.ts';
import { openPage } from '../../server/open-page.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly page?: boolean;
  readonly print?: boolean;
  readonly port: number;
  readonly browser: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('[name]', 'Installation whose dashboard to open; the home page of MLAnywhere without')
      .option('--port <number>', 'Port on this machine for the dashboard; another one if it is taken', readPort, 8080)
      .option('--no-browser', 'Forward the port and open no browser')
      .option('--page', 'Open the page of the installation in MLAnywhere, not the dashboard')
      .option('--print', 'Print the address of the page and open no browser'),
  ).action(async (name: string | undefined, flags: Flags) => {
    if (name === undefined || flags.page === true)
      return openPage(cli, flags, name === undefined ? {} : { installation: name });
    await withServer(cli, flags, (session) =>
      openDashboard(session, name, {
        port: flags.port,
        browser: flags.browser && flags.print !== true,
        // A server elsewhere must not choose programs that run here.
        execAllowed: flags.server === undefined && !cli.environment.MLA_SERVER,
        data: flags.data,
      }),
    );
  });
}
