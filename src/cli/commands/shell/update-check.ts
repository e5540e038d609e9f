import type { Command } from 'commander';
import { z } from 'zod';
import { readVersion } from '../../../app/version.ts';
import { MlaError } from '../../../errors/error.ts';
import { readNetworkFailure } from '../../../network/network-failure.ts';
import { createOutbound } from '../../../network/outbound.ts';
import type { Cli } from '../../cli.ts';
import { addNetworkFlags, type NetworkFlags, withNetworkFlags } from '../../server/network-flags.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { plainText } from '../../output/plain-text.ts';

/** Where a company keeps its packages: an npm registry. */
const registry = 'https://registry.npmjs.org/';
/** Milliseconds. */
const answerMayTake = 15_000;
const manifest = z.object({ version: z.string().regex(/^\d+\.\d+\.\d+/) });

/** The only command that looks for a newer version; nothing else does, and nothing is sent but the name of the package. */
export function configure(command: Command, cli: Cli): void {
  addOutputFlags(addNetworkFlags(command)).action(async (flags: OutputFlags & NetworkFlags) => {
    const output = outputFor(cli, flags);
    const source = new URL('mlanywhere/latest', withSlash(cli.environment.MLA_UPDATE_SOURCE || registry));
    const current = readVersion();
    const newest = await askVersion(withNetworkFlags(cli, flags), source);
    const isNewer = newest.localeCompare(current, 'en', { numeric: true }) > 0;
    output.printJson({ current, newest, isNewer, source: source.origin });
    output.print(
      isNewer
        ? `MLAnywhere ${plainText(newest)} is available at ${source.host}; this is ${current}.`
        : `MLAnywhere ${current} is up to date: ${source.host} has ${plainText(newest)}.`,
    );
  });
}

async function askVersion(cli: Cli, source: URL): Promise<string> {
  const refuse = (reason: string, cause?: unknown): MlaError =>
    new MlaError('cli.updateUnknown', { host: source.host, reason }, { cause });
  let answer: Response;
  try {
    answer = await createOutbound(cli.environment).fetch(source.href, {
      signal: AbortSignal.any([cli.signal, AbortSignal.timeout(answerMayTake)]),
      headers: { accept: 'application/json' },
    });
  } catch (thrown) {
    throw refuse(readNetworkFailure(thrown).reason, thrown);
  }
  if (!answer.ok) throw refuse(answer.status === 404 ? 'no version is published there' : `status ${answer.status}`);
  const found = manifest.safeParse(await answer.json().catch(() => undefined));
  if (!found.success) throw refuse('the answer names no version');
  return found.data.version;
}

function withSlash(address: string): string {
  if (URL.parse(address) === null)
    throw new MlaError('cli.badValue', {
      value: 'of the variable',
      flag: 'MLA_UPDATE_SOURCE',
      expected: 'an address',
      example: 'MLA_UPDATE_SOURCE=https://npm.example.com/',
    });
  return address.endsWith('/') ? address : `${address}/`;
}
