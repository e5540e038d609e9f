import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ConnectionInput } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import { askYesNo } from '../../input/ask.ts';
import type { Cli } from '../../cli.ts';
import { failureOf, ordinarySecretText, testLines, trustText } from '../../output/connection-lines.ts';
import { expandHome } from '../../../kubernetes/kubeconfig/named-files.ts';
import { readInput } from '../../input/read-input.ts';
import { type PasswordFlags, readPassword } from '../../input/read-password.ts';
import { readTrust, type TrustFlags } from '../../input/read-trust.ts';
import { addServerFlags, type ServerFlags, type Session, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags, PasswordFlags, TrustFlags {
  readonly address?: string;
  readonly username?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly untested?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<platform>', 'ccp, or existing for a cluster that is there')
      .argument('<name>', 'Name to give it')
      .option('--address <url>', 'ccp: https address')
      .option('--username <name>', 'ccp: user')
      .option('--password-stdin', 'ccp: read the password from standard input (asked for without either)')
      .option('--password-file <file>', 'ccp: read the password from a file')
      .option('--ca <file>', 'ccp: trust this authority, PEM')
      .option('--fingerprint <sha256>', 'ccp: trust this certificate alone')
      .option('--insecure', 'ccp: trust any certificate; stays visible wherever the connection is shown')
      .option('--kubeconfig <file>', 'existing: kubeconfig of the cluster')
      .option('--context <name>', 'existing: context of it (else its current one)')
      .option('--untested', 'Save it without a test'),
  ).action(async (platform: string, name: string, flags: Flags) => {
    const given = await readConnection(cli, platform, flags);
    await withServer(cli, flags, async (session) => {
      const input = forServer(given, session);
      const tested = flags.untested === true ? input : await testAndTrust(session, input, flags);
      const saved = await session.client.call('saveConnection', { params: { name }, body: tested });
      session.output.printJson(saved);
      session.output.print(
        `Saved ${name}: ${saved.address}, trust: ${trustText(saved.trust)}${saved.simulated === true ? ' (simulated)' : ''}`,
      );
      if (saved.ordinarySecret === true) session.output.say(ordinarySecretText);
      return undefined;
    });
  });
}

type ExistingInput = Extract<ConnectionInput, { platform: 'existing' }>;

/** A kubeconfig with its text and, unless it came from standard input, its place: which of them is sent depends on where the server is. */
type GivenConnection =
  Extract<ConnectionInput, { platform: 'ccp' }> | (ExistingInput & { readonly kubeconfig: string });

async function readConnection(cli: Cli, platform: string, flags: Flags): Promise<GivenConnection> {
  switch (platform) {
    case 'ccp': {
      const address = required(flags.address, '--address', 'https://ccp.example.com');
      const username = required(flags.username, '--username', 'admin');
      const trust = await readTrust(flags, cli.stdin);
      const password = await readPassword(cli, flags, `Password of ${username} at ${address}: `);
      return { platform, address, username, password: password.reveal(), trust };
    }
    case 'existing': {
      const file = required(flags.kubeconfig, '--kubeconfig', '~/.kube/config');
      const kubeconfig = await readInput(file, cli.stdin);
      return {
        platform,
        kubeconfig,
        ...(file === '-' ? {} : { kubeconfigPath: resolve(expandHome(file)) }),
        ...(flags.context === undefined ? {} : { context: flags.context }),
      };
    }
    default:
      throw new MlaError('cli.badValue', {
        value: platform,
        flag: 'PLATFORM',
        expected: 'ccp or existing',
        example: 'ccp',
      });
  }
}

/** A server on this machine reads the file itself, so that a kubeconfig's own login programs work; another one gets the text. */
function forServer(given: GivenConnection, { url }: Session): ConnectionInput {
  if (given.platform === 'ccp') return given;
  const { kubeconfig, kubeconfigPath, ...rest } = given;
  const here = ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
  return here && kubeconfigPath !== undefined ? { ...rest, kubeconfigPath } : { ...rest, kubeconfig };
}

/** Tests each layer. A certificate that nobody vouches for is shown and pinned if the user says so. Throws when a layer fails. */
async function testAndTrust(
  { client, output, cli }: Session,
  input: ConnectionInput,
  flags: Flags,
): Promise<ConnectionInput> {
  const address = input.platform === 'ccp' ? input.address : (flags.kubeconfig ?? '');
  const first = await client.call('testConnection', { body: input });
  const trusted =
    input.platform === 'ccp' && input.trust.mode === 'system' && stopsAtTls(first)
      ? { ...input, trust: await askForTrust(cli, address, first.fingerprint) }
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
  address: string,
  fingerprint: string,
): Promise<{ mode: 'fingerprint'; sha256: string }> {
  if (cli.stdin.isTTY !== true) throw new MlaError('cli.certificateUnknown', { address, fingerprint });
  cli.stderr.write(
    `The certificate of ${address} is not known to this machine. Its SHA-256 fingerprint:\n  ${fingerprint}\nCompare it with the one on the server.\n`,
  );
  if (!(await askYesNo(cli, { question: 'Trust this certificate from now on?', flag: `--fingerprint ${fingerprint}` })))
    throw new MlaError('cli.declined');
  return { mode: 'fingerprint', sha256: fingerprint };
}

function required(value: string | undefined, flag: string, example: string): string {
  if (value !== undefined && value !== '') return value;
  throw new MlaError('cli.flagMissing', { flag, example: `${flag} ${example}` });
}
