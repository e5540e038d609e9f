import type { CallInput } from '../../api/client.ts';
import type { PlanView } from '../../api/contract.ts';
import type { ErrorKind } from '../../errors/definition.ts';
import { MlaError } from '../../errors/error.ts';
import type { Installation } from '../../installation/installation.ts';
import { followWhereNeeded } from '../follow/follow-to-end.ts';
import { askYesNo } from '../input/ask.ts';
import { type InstallFlags, installOptionsOf } from '../input/run-flags.ts';
import type { Session } from '../server/with-server.ts';

/** Flags of commands that change an installation. */
export interface ChangeFlags extends InstallFlags {
  readonly yes?: boolean;
}

/** Shows what another installation changes in the plan, asks, and starts the run that carries it out. Throws `cli.declined`. */
export async function applyChange(
  session: Session,
  change: {
    readonly before: Installation;
    readonly after: Installation;
    readonly question: string;
    /** Stored with it, encrypted. */
    readonly secrets?: Readonly<Record<string, string>>;
  },
  flags: ChangeFlags,
): Promise<ErrorKind | undefined> {
  const { cli, client, output } = session;
  const { before, after, question, secrets } = change;
  output.say((await changesOf(session, before, after)).join('\n'));
  if (flags.yes !== true && !(await askYesNo(cli, { question, flag: '--yes' }))) throw new MlaError('cli.declined');
  const body = secrets === undefined ? after : { ...after, secrets: { ...secrets } };
  const started = await client.call('applyInstallation', { body, query: installOptionsOf(flags) });
  return followWhereNeeded(session, started, flags);
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

function planRequestOf({ spec: { cluster, kubeflow, proxy } }: Installation): CallInput<'makePlan'>['body'] {
  const { release = '', components = 'all', patches, foundation, access, login } = kubeflow ?? {};
  return {
    release,
    components,
    ...(patches !== undefined && { patches }),
    ...(foundation !== undefined && { foundation }),
    ...(access !== undefined && { access }),
    ...(login !== undefined && { login }),
    ...(proxy !== undefined && { proxy }),
    cluster: { platform: cluster.platform, spec: cluster },
  };
}
