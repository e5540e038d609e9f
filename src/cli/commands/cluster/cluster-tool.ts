import type { Command } from 'commander';
import type { PlatformId } from '../../../installation/installation.ts';
import { platformIds } from '../../../installation/installation.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<platform>', 'Platform whose tool is downloaded')).action(
    (given: string, flags: ServerFlags) => {
      const platform = platformIds.find((id): id is PlatformId => id === given);
      if (platform === undefined)
        throw new MlaError('cli.usage', {
          reason: `the platform can be ${platformIds.join(', ')}, not “${given}”`,
          help: 'mla help cluster tool',
        });
      return withServer(cli, flags, async ({ client, output }) => {
        output.say('Downloading …');
        const { path, version } = await client.call('downloadTool', { params: { platform } });
        output.printJson({ path, version });
        output.print(`Downloaded ${version} to ${path}. MLAnywhere uses it where PATH has none, or an older one.`);
        return undefined;
      });
    },
  );
}
