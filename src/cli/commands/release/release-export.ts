import type { Command } from 'commander';
import { sayBytes } from '../../../api/amounts/say-bytes.ts';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { writeOutput } from '../../output/write-output.ts';

interface Flags extends ServerFlags {
  readonly output?: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<release>', 'Version, or name and version with @ between')
      .option('-o, --output <file>', 'File to write (default: <name>-<version>.mlarelease in this folder)'),
  ).action((release: string, flags: Flags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const { file, bundle } = await client.call('exportRelease', { params: { release } });
      const path = flags.output ?? file;
      const bytes = Buffer.from(bundle, 'base64');
      await writeOutput(path, bytes);
      output.printJson({ file: path, bytes: bytes.length });
      output.print(`${path}: ${sayBytes(bytes.length)}. On the other machine: mla release add ${path}`);
      return undefined;
    }),
  );
}
