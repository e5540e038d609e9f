import type { Command } from 'commander';
import type { ErrorKind } from '../../errors/definition.ts';
import type { ApiClient } from '../../api/client.ts';
import type { Cli } from '../cli.ts';
import { connect } from './connect.ts';
import type { Output } from '../output/output.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../input/output-flags.ts';
import { plainText } from '../output/plain-text.ts';
import { addNetworkFlags, hasNetworkFlags, type NetworkFlags, withNetworkFlags } from './network-flags.ts';

/** Flags of every command that talks to a server. */
export interface ServerFlags extends OutputFlags, NetworkFlags {
  readonly server?: string;
  readonly data?: string;
}

/** What a command that talks to a server works with. */
export interface Session {
  readonly cli: Cli;
  readonly client: ApiClient;
  readonly output: Output;
  /** Address of the server's pages. */
  readonly url: string;
  /** True where a flag or MLA_SERVER chose the server, which may be on another machine. */
  readonly isNamed: boolean;
  /** True where the server ends with this command or another one. */
  readonly passing: boolean;
}

/** With how this process connects: to a named server, to clusters, and to everything else as the server that it may be. */
export function addServerFlags(command: Command): Command {
  return addNetworkFlags(addOnlyServerFlags(command));
}

/** For a command whose `--proxy` is that of what it saves: here the variables alone say how this process connects. */
export function addOnlyServerFlags(command: Command): Command {
  return addOutputFlags(
    command
      .option(
        '--server <url>',
        'Server to use (default: MLA_SERVER, then the server on this machine, then a temporary one)',
      )
      .option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)'),
  );
}

/** Finds or starts the server, does the work, and ends what it started. The work returns the kind of a trouble that it has told already. */
export async function withServer(
  given: Cli,
  flags: ServerFlags,
  work: (session: Session) => Promise<ErrorKind | undefined>,
): Promise<void> {
  const cli = withNetworkFlags(given, flags);
  const output = outputFor(cli, flags);
  const { client, publicUrl: url, passing, isOwn, close } = await connect({ cli, flags });
  try {
    if (!isOwn && hasNetworkFlags(flags)) output.say(plainText(`${url} ${whoseConnections}`));
    const kind = await work({ cli, client, output, url, isNamed: isServerNamed(cli, flags), passing });
    if (kind !== undefined) cli.endWith(kind);
  } finally {
    await close();
  }
}

const whoseConnections =
  'makes its own connections, by its own variables and flags. --proxy, --proxy-bypass and --ca-file are for what this command connects to itself.';

function isServerNamed(cli: Cli, { server }: ServerFlags): boolean {
  return (server ?? cli.environment.MLA_SERVER ?? '') !== '';
}
