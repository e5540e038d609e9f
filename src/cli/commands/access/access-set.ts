import type { Command } from 'commander';
import type { CallInput } from '../../../api/client.ts';
import type { PlanView } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import { accessFlags, changeAccess } from '../../../installation/access/change-access.ts';
import { installationSchema, type Installation } from '../../../installation/installation.ts';
import type { Cli } from '../../cli.ts';
import { followWhereNeeded } from '../../follow/follow-to-end.ts';
import { askYesNo } from '../../input/ask.ts';
import { addFieldFlags, wordsOf } from '../../input/installation-flags.ts';
import { addInstallFlags, type InstallFlags, installOptionsOf } from '../../input/run-flags.ts';
import { type Session, withServer } from '../../server/with-server.ts';

interface Flags extends InstallFlags {
  readonly yes?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addInstallFlags(
    addFieldFlags(command.argument('<name>', 'Installation'), accessFlags).option(
      '--yes',
      'Do not ask before applying',
    ),
  ).action(async (name: string, flags: Flags) => {
    const query = installOptionsOf(flags);
    await withServer(cli, flags, async (session) => {
      const { client, output } = session;
      const before = installationSchema.parse(
        (await client.call('getInstallation', { params: { name } })).installation,
      );
      const after = changeAccess(before, wordsOf(flags, accessFlags));
      output.say((await changesOf(session, before, after)).join('\n'));
      if (flags.yes !== true && !(await askYesNo(cli, { question: `Change the access of ${name}?`, flag: '--yes' })))
        throw new MlaError('cli.declined');
      const started = await client.call('applyInstallation', { body: after, query });
      return followWhereNeeded(session, started, flags);
    });
  });
}

/** What the plan of the changed installation changes in the release that the plan before did not, and what it no longer does. */
async function changesOf({ client }: Session, before: Installation, after: Installation): Promise<string[]> {
  const planned = await client.call('makePlan', { body: planRequestOf(before) });
  const plan = await client.call('makePlan', { body: planRequestOf(after) });
  const added = without(plan, planned).map((text) => `  + ${text}`);
  const gone = without(planned, plan).map((text) => `  - ${text}`);
  const notes = plan.notes.filter((note) => !planned.notes.includes(note));
  return [
    ...(added.length + gone.length === 0 ? ['Nothing changes.'] : ['This changes:', ...gone, ...added]),
    ...notes,
  ];
}

function without(plan: PlanView, other: PlanView): string[] {
  const known = new Set(other.patches.map(sayPatch));
  return plan.patches.map(sayPatch).filter((text) => !known.has(text));
}

function sayPatch({ object, what }: PlanView['patches'][number]): string {
  return `${object}: ${what}`;
}

function planRequestOf({ spec: { cluster, kubeflow } }: Installation): CallInput<'makePlan'>['body'] {
  const { release = '', components = 'all', patches, foundation, access } = kubeflow ?? {};
  return {
    release,
    components,
    ...(patches !== undefined && { patches }),
    ...(foundation !== undefined && { foundation }),
    ...(access !== undefined && { access }),
    cluster: { platform: cluster.platform, spec: cluster },
  };
}
