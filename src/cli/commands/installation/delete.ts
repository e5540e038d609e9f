import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import { askYesNo } from '../../input/ask.ts';
import type { Cli } from '../../cli.ts';
import { plainText } from '../../output/plain-text.ts';
import { followWhereNeeded } from '../../follow/follow-to-end.ts';
import { addRunFlags, type RunFlags, timeoutOf } from '../../input/run-flags.ts';
import { withServer } from '../../server/with-server.ts';

interface Flags extends RunFlags {
  readonly yes?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addRunFlags(command.argument('<name>', 'Installation').option('-y, --yes', 'Do not ask')).action(
    async (name: string, flags: Flags) => {
      const query = timeoutOf(flags);
      await withServer(cli, flags, async (session) => {
        const { removes, keeps } = await session.client.call('previewDeletion', { params: { name } });
        session.output.say(
          [
            `Deleting ${name} removes:`,
            ...listed(removes),
            ...(keeps.length === 0 ? [] : ['It keeps:', ...listed(keeps)]),
          ].join('\n'),
        );
        if (flags.yes !== true && !(await askYesNo(cli, { question: `Delete ${name}?`, flag: '--yes' })))
          throw new MlaError('cli.declined');
        const { runId } = await session.client.call('deleteInstallation', { params: { name }, query });
        return followWhereNeeded(session, { runId, name }, flags);
      });
    },
  );
}

function listed(things: readonly string[]): string[] {
  return things.length === 0 ? ['  - nothing'] : things.map((thing) => `  - ${plainText(thing)}`);
}
