import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import { type ExplainedWay, explainWay } from '../../../network/explain-way.ts';
import { createOutbound } from '../../../network/outbound.ts';
import { type TriedLayer, tryWay } from '../../../network/try-way.ts';
import type { Cli } from '../../cli.ts';
import { addNetworkFlags, type NetworkFlags, withNetworkFlags } from '../../server/network-flags.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { plainText } from '../../output/plain-text.ts';

interface Flags extends OutputFlags, NetworkFlags {
  readonly test?: boolean;
}

/** By the variables of this process: a server elsewhere has its own. */
export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    addNetworkFlags(
      command
        .argument('<url>', 'Address, for example https://github.com')
        .option('--test', 'Open a connection too, layer by layer; nothing is sent'),
    ),
  ).action(async (text: string, flags: Flags) => {
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
  });
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
    flag: '<url>',
    expected: 'an http or https address',
    example: 'mla proxy explain https://github.com',
  });
}
