import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { findServer, type FoundServer, startAnnounced } from '../../server/connect.ts';
import { openServerLog } from '../../../server/operations/open-server-log.ts';
import { dataDirectory } from '../../../app/data-directory.ts';
import { readInstance } from '../../server/instance-file.ts';
import { openBrowser } from '../../server/open-browser.ts';
import { isLoopback } from '../../../server/address/read-listen.ts';
import { readOidcSettings } from '../../../server/oidc/read-oidc-settings.ts';
import type { Output } from '../../output/output.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { readPlace, type PlaceFlags } from '../../server/read-place.ts';
import { readPort } from '../../input/read-port.ts';

interface Flags extends OutputFlags, PlaceFlags {
  readonly port?: number;
  readonly open?: boolean;
  readonly data?: string;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command
      .addOption(
        new Option('--port <number>', 'Port on 127.0.0.1; 0 picks a free port (default: 5000)').argParser(readPort),
      )
      .option('--listen <address:port>', 'Address and port to listen on, such as 0.0.0.0:5000; needs --base-url')
      .option('--base-url <url>', 'Address where people open this server, such as https://ml.example.com/tools/mla/')
      .option('--tls-cert <file>', 'Certificate with its chain (PEM), to speak https; read again when it changes')
      .option('--tls-key <file>', 'Private key of the certificate (PEM)')
      .option('--dashboard-url <pattern>', 'Address of dashboards, such as https://*.dash.example.com')
      .option(
        '--dashboard-port <number>',
        'Port on 127.0.0.1 for dashboards without such an address, or off (default: the port after --port, or a free one)',
      )
      .option(
        '--trusted-proxies <addresses>',
        'Reverse proxies in front of the server, such as 10.0.0.0/8: what comes from them counts for the client that they name',
      )
      .option('--open', 'Open the page in a browser')
      .option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)'),
  ).action(async (flags: Flags) => {
    const output = outputFor(cli, flags);
    const data = dataDirectory(cli.environment, flags.data);
    const place = placeOf(flags, cli);
    const oidc = readOidcSettings(cli.environment);
    const log = openServerLog(cli.stderr, cli.environment);
    const other = await findOther(cli, data);
    if (other !== undefined) {
      if (flags.open !== true || other.passing)
        throw new MlaError('cli.serverRuns', { data, url: other.publicUrl, pid: other.processId });
      await openOther(other, { output, data });
      return;
    }
    const { service, close } = await startAnnounced(cli, { dataDirectory: data, log, oidc, ...place });
    try {
      const login = service.loginLink();
      output.printJson({ url: service.publicUrl, login, data, processId: process.pid });
      if (isPlainOnNetwork(place.baseUrl)) output.say(plainWarning);
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

const plainWarning =
  'Warning: the base URL begins with http://. Others on the network can read passwords and kubeconfigs. Use this only in a network that you trust.';

/** Whether what people enter crosses a network without encryption. */
function isPlainOnNetwork(baseUrl: URL | undefined): boolean {
  return baseUrl?.protocol === 'http:' && !isLoopback(baseUrl.hostname);
}

/** @throws `cli.usage` for a port that is given twice */
function placeOf({ port, ...flags }: Flags, { environment }: Cli) {
  const { listen, ...place } = readPlace(flags, environment);
  if (port !== undefined && listen !== undefined)
    throw new MlaError('cli.usage', {
      reason: '--port is for a server on 127.0.0.1, and --listen or MLA_LISTEN names a port already',
      help: 'mla help serve',
    });
  return { ...place, host: listen?.host, port: listen?.port ?? port ?? 5000 };
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
async function openOther({ client, publicUrl: url }: Other, { output, data }: Surroundings): Promise<void> {
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
