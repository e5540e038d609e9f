import { resolve } from 'node:path';
import type { Command } from 'commander';
import { sayCount } from '../../../api/say-count.ts';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly digest?: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<source>', "File on the server's machine, or https address")
      .option('--digest <sha256>', 'What the bundle must be; an address needs it'),
  ).action((source: string, flags: Flags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const place = /^https?:\/\//.test(source) ? source : resolve(source);
      const release = await client.call('addRelease', {
        body: { source: place, ...(flags.digest === undefined ? {} : { digest: flags.digest }) },
      });
      output.printJson(release);
      output.print(
        `${release.name} ${release.version} is in the store: ${sayCount(release.objects, 'object')} of ${sayCount(release.components.length, 'component')}\n${release.digest}`,
      );
      return undefined;
    }),
  );
}
