import type { Command } from 'commander';
import type { ConnectionInput } from '../../../api/contract.ts';
import { isError, MlaError } from '../../../errors/error.ts';
import { askYesNo } from '../../input/ask.ts';
import type { Cli } from '../../cli.ts';
import { failureOf, ordinarySecretText, proxyText, testLines, trustText } from '../../output/connection-lines.ts';
import {
  addConnectionFlags,
  connectedPlatforms,
  inputFor,
  readConnectionFlags,
  trustIn,
  withTrust,
  type GivenConnection,
} from '../../input/connection-flags.ts';
import type { PasswordFlags } from '../../input/read-password.ts';
import type { TrustFlags } from '../../input/read-trust.ts';
import { addOnlyServerFlags, type ServerFlags, type Session, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags, PasswordFlags, TrustFlags {
  readonly untested?: boolean;
  readonly [flag: string]: unknown;
}

export function configure(command: Command, cli: Cli): void {
  command
    .argument('<platform>', `Platform: ${connectedPlatforms.join(', ')}`)
    .argument('<name>', 'Name for the connection');
  addOnlyServerFlags(addConnectionFlags(command).option('--untested', 'Save the connection without testing it')).action(
    async (platform: string, name: string, flags: Flags) => {
      const given = await readConnectionFlags(cli, platform, flags);
      await withServer(cli, flags, async (session) => {
        const add = async (here: boolean) => {
          const input = inputFor(given, { here });
          const tested = flags.untested === true ? input : await testAndTrust(session, given, input);
          return session.client.call('saveConnection', { params: { name }, body: tested });
        };
        const here = isHere(session);
        const saved = await add(here).catch((error: unknown) => {
          // A server with a base URL reads no files, also of its own machine: it gets the text.
          if (here && isError(error, 'server.localFilesRefused', 'platform.serverFilesRefused')) return add(false);
          throw error;
        });
        session.output.printJson(saved);
        session.output.print(
          `Saved ${name}: ${saved.address}, trust: ${trustText(saved)}${proxyText(saved) === '' ? '' : `, proxy: ${proxyText(saved)}`}${saved.simulated === true ? ' (simulated)' : ''}`,
        );
        if (saved.ordinarySecret === true) session.output.say(ordinarySecretText);
        return undefined;
      });
    },
  );
}

function isHere({ url }: Session): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

/** Tests each layer. A certificate that nobody vouches for is shown and pinned if the user says so. Throws when a layer fails. */
async function testAndTrust(
  { client, output, cli }: Session,
  { definition, address }: GivenConnection,
  input: ConnectionInput,
): Promise<ConnectionInput> {
  const first = await client.call('testConnection', { body: input });
  const trusted =
    trustIn(definition, input)?.mode === 'system' && stopsAtTls(first)
      ? withTrust(definition, input, await askForTrust(cli, failureOf(first, address), { address, test: first }))
      : input;
  const test = trusted === input ? first : await client.call('testConnection', { body: trusted });
  output.say(testLines(test).join('\n'));
  const failure = failureOf(test, address);
  if (failure !== undefined) throw failure;
  return trusted;
}

function stopsAtTls<
  Test extends {
    readonly layers: readonly { readonly layer: string; readonly ok: boolean }[];
    readonly fingerprint?: string | undefined;
  },
>(test: Test): test is Test & { fingerprint: string } {
  return test.fingerprint !== undefined && test.layers.some(({ layer, ok }) => layer === 'tls' && !ok);
}

async function askForTrust(
  cli: Cli,
  failure: MlaError | undefined,
  { address, test: { fingerprint } }: { readonly address: string; readonly test: { readonly fingerprint: string } },
): Promise<{ mode: 'fingerprint'; sha256: string }> {
  // The certificate is the proxy's, and another one tomorrow.
  if (isError(failure, 'general.certificateInspected')) throw failure;
  if (cli.stdin.isTTY !== true) throw new MlaError('cli.certificateUnknown', { address, fingerprint });
  cli.stderr.write(
    `This machine does not trust the certificate of ${address}. Its SHA-256 fingerprint:\n  ${fingerprint}\nCompare it with the one on the server.\n`,
  );
  if (!(await askYesNo(cli, { question: 'Trust this certificate from now on?', flag: `--fingerprint ${fingerprint}` })))
    throw new MlaError('cli.declined');
  return { mode: 'fingerprint', sha256: fingerprint };
}
