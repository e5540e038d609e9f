import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { followWhereNeeded } from '../../follow/follow-to-end.ts';
import { askText, askYesNo } from '../../input/ask.ts';
import { addRunFlags, type RunFlags, timeoutOf } from '../../input/run-flags.ts';
import { uninstallLines } from '../../output/uninstall-lines.ts';
import { removalOf } from '../../input/removal-of.ts';
import { type Session, withServer } from '../../server/with-server.ts';

interface Flags extends RunFlags {
  readonly plan?: boolean;
  readonly objects?: boolean;
  readonly deleteData?: string[];
  readonly removeFinalizers?: string[];
  readonly confirm?: string;
  readonly leftOver?: boolean;
  readonly connection?: string;
  readonly context?: string;
  readonly release?: string;
  readonly take?: string[];
  readonly yes?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addRunFlags(
    command
      .argument('[name]', 'Installation')
      .option(
        '--connection <name>',
        'Remove a Kubeflow that MLAnywhere did not install, from the cluster of this connection',
      )
      .option('--context <name>', 'With --connection: the context of its kubeconfig')
      .option('--release <version>', 'With --connection: compare with this release only')
      .option(
        '--take <what>',
        'With --connection: also remove this: different, programs, users, or "Kind namespace/name"; repeatable',
        collect,
      )
      .option('--left-over', 'Remove only components that the installation no longer has')
      .option('--plan', 'Only show what the uninstall would do')
      .option('--objects', 'List every object')
      .option(
        '--delete-data <claim>',
        'Delete the data of this claim (namespace/claim) or namespace too; repeatable',
        collect,
      )
      .option(
        '--remove-finalizers <object>',
        'Remove the finalizers of this object ("Kind namespace/name"), without its cleanup; repeatable',
        collect,
      )
      .option('--confirm <name>', 'Confirm the deletion of data with the name of the installation, without a terminal')
      .option('-y, --yes', 'Do not ask, if no data is deleted'),
  ).action(async (name: string | undefined, flags: Flags) => {
    const query = timeoutOf(flags);
    await withServer(cli, flags, async (session) => {
      const { output } = session;
      const removal = removalOf(session, name, flags);
      const preview = await removal.preview();
      const lines = uninstallLines(preview, { objects: flags.objects === true }).join('\n');
      if (flags.plan === true) {
        output.printJson(preview);
        output.print(lines);
        return undefined;
      }
      output.say(lines);
      const going = preview.claims.filter(({ goes }) => goes).map(({ claim }) => claim);
      const confirm = await confirmed(session, { name: preview.installation, flags, going });
      const confirmation = { finalizers: flags.removeFinalizers ?? [], ...(confirm !== undefined && { confirm }) };
      return followWhereNeeded(session, await removal.start(query, confirmation), flags);
    });
  });
}

/** Where data goes, the name must be typed; where none goes, a yes is enough. Throws `cli.declined`. */
async function confirmed(
  { cli }: Session,
  { name, flags, going }: { readonly name: string; readonly flags: Flags; readonly going: readonly string[] },
): Promise<string | undefined> {
  if (going.length > 0)
    return (
      flags.confirm ??
      (await askText(cli, {
        question: `This deletes the data of ${going.join(', ')}. Type ${name} to confirm: `,
        flag: `--confirm ${name}`,
      }))
    );
  if (flags.yes === true || flags.confirm === name) return undefined;
  if (
    !(await askYesNo(cli, {
      question: questionOf(name, flags),
      flag: '--yes',
    }))
  )
    throw new MlaError('cli.declined');
  return undefined;
}

function questionOf(name: string, { leftOver, connection }: Flags): string {
  if (connection !== undefined) return `Remove this Kubeflow from the cluster of ${connection}?`;
  return leftOver === true ? `Remove what ${name} no longer has?` : `Remove Kubeflow of ${name}?`;
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}
