import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import { type ExplainedWay, explainWay } from '../../../network/explain-way.ts';
import { createOutbound } from '../../../network/outbound.ts';
import { type TriedLayer, tryWay } from '../../../network/try-way.ts';
import type { Cli } from '../../cli.ts';
import { outputFor } from '../../input/output-flags.ts';
import { explainConnection } from '../../proxy/explain-connection.ts';
import { withNetworkFlags } from '../../server/network-flags.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { plainText } from '../../output/plain-text.ts';

interface Flags extends ServerFlags {
  readonly test?: boolean;
  readonly connection?: string;
}

/** By the variables of this process; for a connection, by those of the server that has it. */
export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('[url]', 'Address, for example https://github.com')
      .option('--test', 'Open a connection too, layer by layer; without --connection nothing is sent')
      .option('--connection <name>', 'Saved connection: the way from the server to it, or by it to the address'),
  ).action(async (text: string | undefined, flags: Flags) => {
    const { connection: name, test = false } = flags;
    if (name !== undefined) {
      const target = text === undefined ? undefined : readAddress(text);
      if (test && target !== undefined)
        throw usage('--test with --connection tests the connection: leave out the address');
      return withServer(cli, flags, (session) => explainConnection(session, { name, target, test }));
    }
    await explainAddress(cli, text, flags);
  });
}

function usage(reason: string): MlaError {
  return new MlaError('cli.usage', { reason, help: 'mla help proxy explain' });
}

async function explainAddress(cli: Cli, text: string | undefined, flags: Flags): Promise<void> {
  if (text === undefined) throw usage('neither an address nor --connection is given');
  if (flags.server !== undefined || flags.data !== undefined)
    throw usage('--server and --data belong to --connection: without it, this process is asked');
  const { environment, signal } = withNetworkFlags(cli, flags);
  const output = outputFor(cli, flags);
  const url = readAddress(text);
  const way = explainWay(url, environment);
  for (const line of linesOf(url, way)) output.print(plainText(line));
  const tried = flags.test === true ? await tryWay(url, createOutbound(environment), signal) : [];
  for (const { layer, detail, error } of tried)
    output.print(plainText(`${error === undefined ? '✔' : '✖'} ${layer.padEnd(6)} ${detail}`));
  output.printJson(jsonOf(url, way, tried));
  const failed = tried.at(-1)?.error;
  if (failed !== undefined) throw failed;
}

function linesOf(url: URL, { proxy, because, noProxy, authorityFile }: ExplainedWay): string[] {
  const way = proxy === undefined ? 'directly' : `through the proxy ${proxy.shown}`;
  const asked = proxy?.login === undefined ? [] : [`The proxy gets the user ${proxy.login.user} and a password.`];
  return [
    `${url.origin} is reached ${way}.`,
    because,
    ...asked,
    ...(proxy !== undefined && noProxy !== undefined ? [`No entry of ${noProxy.name} lists ${url.host}.`] : []),
    ...(noProxy?.misread ?? []).map((entry) => `Warning: ${entry} in ${noProxy?.name} matches nothing.`),
    authorityFile === undefined
      ? 'Trusted: the authorities of this system. MLA_CA_FILE is not set.'
      : `Trusted: the authorities of this system and of ${authorityFile.file} (${authorityFile.certificates}).`,
  ];
}

function jsonOf(url: URL, { proxy, noProxy, ...rest }: ExplainedWay, tried: readonly TriedLayer[]): object {
  return {
    url: url.origin,
    proxy: proxy?.shown ?? null,
    ...rest,
    misread: noProxy?.misread ?? [],
    layers: tried.map(({ layer, detail, error }) => ({ layer, ok: error === undefined, detail })),
  };
}

/** Throws `cli.badValue`. */
function readAddress(text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  if (url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '') return url;
  throw new MlaError('cli.badValue', {
    value: plainText(text),
    flag: '[url]',
    expected: 'an http or https address',
    example: 'mla proxy explain https://github.com',
  });
}
