import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { openDashboard } from '../../dashboard/open-dashboard.ts';
import { readDashboardPath } from '../../dashboard/dashboard-path.ts';
import { readPort } from '../../input/read-port.ts';
import { openPage } from '../../server/open-page.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly page?: boolean;
  readonly print?: boolean;
  readonly port?: number;
  readonly path?: string;
  readonly browser: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('[name]', 'Installation whose dashboard to open; the home page of MLAnywhere without')
      .option(
        '--port <number>',
        'Port on this machine for the dashboard (default: 8080); another one if it is taken',
        readPort,
      )
      .option('--path <path>', 'Page of the dashboard to open, such as /jupyter/', readDashboardPath)
      .option('--no-browser', 'Forward the port and open no browser')
      .option('--page', 'Open the page of the installation in MLAnywhere, not the dashboard')
      .option('--print', 'Print the address of the page and open no browser'),
  ).action(async (name: string | undefined, flags: Flags) => {
    const isPage = name === undefined || flags.page === true;
    refuseIdleFlags(flags, isPage);
    if (isPage) return openPage(cli, flags, name === undefined ? {} : { installation: name });
    await withServer(cli, flags, (session) =>
      openDashboard(session, name, {
        port: flags.port ?? 8080,
        path: flags.path,
        browser: flags.browser,
        data: flags.data,
      }),
    );
  });
}

/** @throws `cli.usage` */
function refuseIdleFlags({ port, path, print }: Flags, isPage: boolean): void {
  const idle = port === undefined ? '--path' : '--port';
  const reason =
    isPage && (port !== undefined || path !== undefined)
      ? `${idle} is for the dashboard, and this opens a page of MLAnywhere`
      : !isPage && print === true
        ? '--print is for a page: use --page, or --no-browser for the dashboard'
        : undefined;
  if (reason !== undefined) throw new MlaError('cli.usage', { reason, help: 'mla help open' });
}
