import { type Command, Option } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { followWhereNeeded } from '../../follow/follow-to-end.ts';
import { askYesNo } from '../../input/ask.ts';
import { addRunFlags, type RunFlags, timeoutOf } from '../../input/run-flags.ts';
import { upgradeLines } from '../../output/upgrade/upgrade-lines.ts';
import { withServer } from '../../server/with-server.ts';

interface Flags extends RunFlags {
  readonly release?: string;
  readonly back?: boolean;
  readonly plan?: boolean;
  readonly objects?: boolean;
  readonly settings?: 'keep' | 'replace';
  readonly unready?: boolean;
  readonly yes?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addRunFlags(
    command
      .argument('<name>', 'Installation')
      .option('--release <version>', 'The wanted release')
      .option('--back', 'Go back to the release before the newest upgrade')
      .option('--plan', 'Only show what the upgrade would do')
      .option('--objects', 'List every object that is added or changed')
      .addOption(
        new Option(
          '--settings <choice>',
          'What becomes of fields that others have changed: keep them, or replace them with those of the release',
        ).choices(['keep', 'replace']),
      )
      .option('--unready', 'Begin although something of the installation is not ready')
      .option('-y, --yes', 'Do not ask'),
  ).action(async (name: string, flags: Flags) => {
    if ((flags.release === undefined) !== (flags.back === true))
      throw new MlaError('cli.usage', {
        reason: 'name the wanted release with --release, or use --back',
        help: 'mla help upgrade',
      });
    const { release, settings, unready } = flags;
    const query = timeoutOf(flags);
    await withServer(cli, flags, async (session) => {
      const { client, output } = session;
      const plan = await client.call('previewUpgrade', {
        params: { name },
        query: release === undefined ? {} : { release },
      });
      const lines = upgradeLines(plan, { objects: flags.objects === true, width: output.stdout.columns ?? 120 });
      if (flags.plan === true) {
        output.printJson(plan);
        output.print([...lines, '', 'Nothing was changed.'].join('\n'));
        return undefined;
      }
      output.say(lines.join('\n'));
      if (flags.yes !== true && !(await askYesNo(cli, { question: `Upgrade ${name}?`, flag: '--yes' })))
        throw new MlaError('cli.declined');
      const body = {
        ...(release !== undefined && { release }),
        ...(settings !== undefined && { settings }),
        ...(unready !== undefined && { unready }),
      };
      const started = await client.call('startUpgrade', { params: { name }, query, body });
      return followWhereNeeded(session, started, flags);
    });
  });
}
