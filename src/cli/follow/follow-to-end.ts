import type { ErrorKind } from '../../errors/definition.ts';
import type { FollowMode } from './displays.ts';
import { followRun } from './follow-run.ts';
import { canRedraw } from '../output/output.ts';
import { kindOfOutcome } from '../output/run-outcome.ts';
import type { Session } from '../server/with-server.ts';
import { typedCommand } from '../input/typed-command.ts';

/** How a run is shown: JSON lines where asked for, redrawn in a terminal, plain lines elsewhere. */
export function followModeOf({ output, cli }: Pick<Session, 'output' | 'cli'>): FollowMode {
  if (output.json) return 'json';
  return canRedraw(output.stdout, cli.environment) ? 'live' : 'plain';
}

/** Follows a run and returns what the exit code must tell. After Ctrl-C it says what becomes of the run. */
export async function followToEnd(
  session: Session,
  run: { readonly runId: string; readonly name: string },
): Promise<ErrorKind | undefined> {
  const { client, output, cli } = session;
  const result = await followRun({ client, runId: run.runId, output, mode: followModeOf(session), signal: cli.signal });
  if (!result.interrupted) return kindOfOutcome(result.run);
  const typed = output.command ?? typedCommand(cli.environment);
  const done = `${Math.floor(result.run.progress * 100)} %`;
  output.say(
    session.passing
      ? `The run is paused at ${done}. Resume it: ${typed(`logs ${run.name} -f`)}   Cancel it: ${typed(`cancel ${run.name}`)}`
      : `The run continues at ${session.url} (${done}). Follow it: ${typed(`logs ${run.name} -f`)}   Cancel it: ${typed(`cancel ${run.name}`)}`,
  );
  return 'cancelled';
}

/**
 * After a run was started: follows it where that was asked for, and also
 * where the server ends with this command or another one, for the run would stop with it.
 */
export async function followWhereNeeded(
  session: Session,
  run: { readonly runId: string; readonly name: string },
  flags: { readonly follow?: boolean },
): Promise<ErrorKind | undefined> {
  if (flags.follow === true || session.passing) return followToEnd(session, run);
  session.output.printJson(run);
  session.output.print(
    `Run ${run.runId} of ${run.name} has started. Follow it: ${(session.output.command ?? typedCommand(session.cli.environment))(`logs ${run.name} -f`)}   In a browser: ${session.url}/installations/${run.name}`,
  );
  return undefined;
}
