import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { sayCount } from '../../../api/say-count.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { dataDirectory } from '../../../app/data-directory.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { readWhole, unreadable } from '../../input/read-input.ts';

interface Flags extends OutputFlags {
  readonly data?: string;
  readonly replace?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command
      .argument('<file>', 'Backup that `mla backup` wrote')
      .option('--replace', 'Replace what the database holds')
      .option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)'),
  )
    .addHelpText(
      'after',
      '\nGoes into the database of the data directory, or of MLA_DATABASE_URL. Stop the servers that use it first. Give the key that the backup was made with: the file secret.key in the data directory, or MLA_SECRET_KEY.',
    )
    .action(async (file: string, flags: Flags) => {
      const output = outputFor(cli, flags);
      const { restoreFile } = await import('../../../app/backup/restore-file.ts');
      const content = await readWhole(file).catch((error: unknown) => {
        throw new MlaError('cli.fileUnreadable', { file, reason: unreadable(error) }, { cause: error });
      });
      const directory = dataDirectory(cli.environment, flags.data);
      const keyFile = join(directory, 'secret.key');
      const hasKey = await stat(keyFile).then(
        () => true,
        () => false,
      );
      const { installations, continuing } = await restoreFile({
        file,
        content,
        directory,
        databaseUrl: cli.environment.MLA_DATABASE_URL || undefined,
        key: { keyFile: hasKey ? keyFile : undefined, environmentKey: cli.environment.MLA_SECRET_KEY || undefined },
        replace: flags.replace === true,
      });
      output.printJson({ installations, continuing });
      output.print(`Restored ${sayCount(installations, 'installation')} from ${file}.`);
      if (continuing.length > 0)
        output.print(
          `These runs continue when MLAnywhere starts: ${continuing.join(', ')}. Stop the MLAnywhere that the backup is from before: two must not work on one cluster.`,
        );
    });
}
