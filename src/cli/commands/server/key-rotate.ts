import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { dataDirectory } from '../../../app/data-directory.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';

interface Flags extends OutputFlags {
  readonly data?: string;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(command.option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)'))
    .addHelpText(
      'after',
      '\nStop the servers that use the data first. With MLA_SECRET_KEY the new key comes from MLA_SECRET_KEY_NEXT; set MLA_SECRET_KEY to it afterwards.',
    )
    .action(async (flags: Flags) => {
      const output = outputFor(cli, flags);
      const directory = dataDirectory(cli.environment, flags.data);
      const {
        MLA_DATABASE_URL: url,
        MLA_SECRET_KEY: environmentKey,
        MLA_SECRET_KEY_NEXT: nextEnvironmentKey,
      } = cli.environment;
      const keyFile = join(directory, 'secret.key');
      if (!environmentKey && !(await isThere(keyFile))) throw new MlaError('vault.noKey', { directory });
      const { openDatabase } = await import('../../../runs/database/open-database.ts');
      const { rotateKey } = await import('../../../runs/secrets/rotate-key.ts');
      const database = await openDatabase(url ? { url } : { directory });
      try {
        const secrets = await rotateKey({
          database,
          databaseUrl: url || undefined,
          keyFile,
          environmentKey,
          nextEnvironmentKey,
        });
        output.printJson({ secrets });
        output.print(
          `${secrets} ${secrets === 1 ? 'secret is' : 'secrets are'} encrypted with the new key.${environmentKey ? ' Set MLA_SECRET_KEY to it.' : ''}`,
        );
      } finally {
        await database.close();
      }
    });
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
