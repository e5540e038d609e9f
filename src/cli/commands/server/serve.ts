import { once } from 'node:events';
import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { findServer, type FoundServer, startAnnounced } from '../../server/connect.ts';
import { openServerLog } from '../../../server/operations/open-server-log.ts';
import { readAllowedTargets } from '../../../network/targets/allowed-targets.ts';
import { dataDirectory } from '../../../app/data-directory.ts';
import { readInstance } from '../../server/instance-file.ts';
import { openBrowser } from '../../server/open-browser.ts';
import { isLoopback } from '../../../server/address/read-listen.ts';
import type { Output } from '../../output/output.ts';
import { addNetworkFlags, type NetworkFlags, withNetworkFlags } from '../../server/network-flags.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { addOidcFlags, readOidc, type OidcFileFlags } from '../../server/read-oidc.ts';
import { addPlaceFlags, readPlace, type PlaceFlags } from '../../server/read-place.ts';

interface Flags extends OutputFlags, PlaceFlags, OidcFileFlags, NetworkFlags {
  readonly port?: number;
  readonly allowedTargets?: string;
  readonly open?: boolean;
  readonly data?: string;
}

export function configure(command: Command, given: Cli): void {
  const placed = addNetworkFlags(addOidcFlags(addPlaceFlags(command)))
    .option(
      '--allowed-targets <targets>',
      'Connect to these alone, such as 10.0.0.0/8,*.lab.example.com; default: everywhere',
    )
    .option('--open', 'Open the page in a browser')
    .option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)');
  addOutputFlags(placed).action(async (flags: Flags) => {
    const cli = withNetworkFlags(given, flags);
    const output = outputFor(cli, flags);
    const data = dataDirectory(cli.environment, flags.data);
    const place = placeOf(flags, cli);
    const allowedTargets = readAllowedTargets(flags.allowedTargets, '--allowed-targets');
    const oidc = readOidc(flags, cli.environment);
    const log = openServerLog(cli.stderr, cli.environment);
    const other = await findOther(cli, data);
    if (other !== undefined) {
      if (flags.open !== true || other.passing)
        throw new MlaError('cli.serverRuns', { data, url: other.publicUrl, pid: other.processId });
      await openOther(other, { output, data });
      return;
    }
    // npx and a first start take seconds; nothing on the screen would look like a program that hangs.
    output.say(`MLAnywhere is starting. Data directory: ${data}`);
    const { service, close } = await startAnnounced(cli, { dataDirectory: data, log, oidc, allowedTargets, ...place });
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
