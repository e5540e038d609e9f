import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { findServer, type FoundServer, startAnnounced } from '../../server/connect.ts';
import { dataDirectory } from '../../../app/data-directory.ts';
import { readInstance } from '../../server/instance-file.ts';
import { openBrowser } from '../../server/open-browser.ts';
import { type DashboardPort, readDashboardPort } from '../../../server/dashboards/dashboard-port.ts';
import type { Output } from '../../output/output.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { readPort } from '../../input/read-port.ts';

interface Flags extends OutputFlags {
  readonly port: number;
  readonly dashboardPort?: DashboardPort;
  readonly open?: boolean;
  readonly data?: string;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command
      .addOption(
        new Option('--port <number>', 'Port on 127.0.0.1; 0 picks a free port').argParser(readPort).default(5000),
      )
      .addOption(
        new Option(
          '--dashboard-port <number>',
          'Port on 127.0.0.1 for dashboards that the page opens, or off (default: the port after --port, or a free one)',
        ).argParser((text) => readDashboardPort(text, '--dashboard-port')),
      )
      .option('--open', 'Open the page in a browser')
      .option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)'),
  ).action(async (flags: Flags) => {
    const output = outputFor(cli, flags);
    const data = dataDirectory(cli.environment, flags.data);
    const other = await findOther(cli, data);
    if (other !== undefined) {
      if (flags.open !== true || other.passing)
        throw new MlaError('cli.serverRuns', { data, url: other.url, pid: other.processId });
      await openOther(other, { output, data });
      return;
    }
    const { service, close } = await startAnnounced(cli, {
      dataDirectory: data,
      port: flags.port,
      dashboardPort: flags.dashboardPort,
    });
    try {
      const login = service.loginLink();
      output.printJson({ url: service.url, login, data, processId: process.pid });
      output.print(
        `MLAnywhere is running. Open this link to sign in; it works once:\n${login}\nCtrl-C stops the server; runs continue at the next start.`,
      );
      if (flags.open === true) await show(login, { output, data });
      if (!cli.signal.aborted) await once(cli.signal, 'abort');
    } finally {
      await close();
    }
  });
}

interface Other extends FoundServer {
  readonly processId: number;
}

/** The server that works on the data directory already: the store's lock would say only that there is one. */
async function findOther(cli: Cli, data: string): Promise<Other | undefined> {
  const instance = await readInstance(data);
  if (instance === undefined) return undefined;
  const alive = await findServer({ cli: { ...cli, environment: {} }, flags: { data } });
  return alive && { ...alive, processId: instance.processId };
}

interface Surroundings {
  readonly output: Output;
  readonly data: string;
}

/** `npm start` for the second time: what the person wants is the page. */
async function openOther({ client, url }: Other, { output, data }: Surroundings): Promise<void> {
  const { url: login } = await client.call('createLoginLink', {});
  output.printJson({ url, login, data });
  output.print(`MLAnywhere is already running at ${url}\nOpen this link to sign in; it works once:\n${login}`);
  await show(login, { output, data });
}

/** Where no browser can be opened, the printed link is enough. */
async function show(login: string, { output, data }: Surroundings): Promise<void> {
  await openBrowser({ url: login, directory: data }).catch((error: unknown) =>
    output.say(error instanceof MlaError ? `${error.message} ${error.fix}` : String(error)),
  );
}
