import type { Command } from 'commander';
import type { ErrorKind } from '../../errors/definition.ts';
import type { ApiClient } from '../../api/client.ts';
import type { Cli } from '../cli.ts';
import { connect } from './connect.ts';
import type { Output } from '../output/output.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../input/output-flags.ts';

/** Flags of every command that talks to a server. */
export interface ServerFlags extends OutputFlags {
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

export function addServerFlags(command: Command): Command {
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
  cli: Cli,
  flags: ServerFlags,
  work: (session: Session) => Promise<ErrorKind | undefined>,
): Promise<void> {
  const output = outputFor(cli, flags);
  const { client, publicUrl: url, passing, close } = await connect({ cli, flags });
  try {
    const kind = await work({ cli, client, output, url, isNamed: isServerNamed(cli, flags), passing });
    if (kind !== undefined) cli.endWith(kind);
  } finally {
    await close();
  }
}

function isServerNamed(cli: Cli, { server }: ServerFlags): boolean {
  return (server ?? cli.environment.MLA_SERVER ?? '') !== '';
}
