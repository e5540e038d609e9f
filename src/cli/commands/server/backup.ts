import type { Command } from 'commander';
import { sayBytes } from '../../../api/amounts/say-bytes.ts';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { writeOutput } from '../../output/write-output.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('[file]', 'File to write (default: mlanywhere-<date>.mlabackup in this folder)'))
    .addHelpText(
      'after',
      '\nThe server may run, and runs too. Secrets in the file stay encrypted; the key is not in it: keep secret.key of the data directory, or MLA_SECRET_KEY, in another place.',
    )
    .action((given: string | undefined, flags: ServerFlags) =>
      withServer(cli, flags, async ({ client, output }) => {
        const { file, backup } = await client.call('createBackup', {});
        const path = given ?? file;
        const bytes = Buffer.from(backup, 'base64');
        await writeOutput(path, bytes, { secret: true });
        output.printJson({ file: path, bytes: bytes.length });
        output.print(
          `${path}: ${sayBytes(bytes.length)}. To restore it: mla restore ${path}\nThe key of its secrets is not in it. Keep the key too, in another place.`,
        );
        return undefined;
      }),
    );
}
