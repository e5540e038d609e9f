import { type Command, Option } from 'commander';
import { type RunEvent, severity } from '../../../api/run.ts';
import type { Cli } from '../../cli.ts';
import { listRunEvents } from '../../follow/list-run-events.ts';
import { wrapLine } from '../../output/wrap-line.ts';
import { formatLine, type Style } from '../../follow/styled-line.ts';
import { newestRun } from '../../follow/newest-run.ts';
import type { Output } from '../../output/output.ts';
import { isFinal, kindOfOutcome } from '../../output/run-outcome.ts';
import { addServerFlags, type ServerFlags, type Session, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly follow?: boolean;
  readonly level?: RunEvent['severity'];
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('[name]', 'Installation (default: the last one that ran)')
      .option('-f, --follow', 'Follow new lines until the run ends')
      .addOption(
        new Option('--level <level>', 'Lowest severity to show (default: info, or all with --json)').choices(
          severity.options,
        ),
      ),
  ).action((name: string | undefined, flags: Flags) =>
    withServer(cli, flags, async (session) => {
      const { client, output } = session;
      const run = await newestRun(client, { name, verb: 'show' });
      const least = rankOf(flags.level ?? (output.json ? 'debug' : 'info'));
      const show = (event: RunEvent): void => {
        if (rankOf(event.severity) >= least) printEvent(event, output);
      };
      if (flags.follow === true && !isFinal(run)) return followLog(session, run.id, show);
      for await (const event of listRunEvents(client, run.id, 0)) show(event);
      return undefined;
    }),
  );
}

/** Milliseconds without an answer until the server counts as gone. */
const patience = 60_000;

/** Ends with the run, which its stream does too. Throws `server.noAnswer` when the server stays away for a minute. */
async function followLog(
  { client, cli }: Session,
  runId: string,
  show: (event: RunEvent) => void,
): Promise<ReturnType<typeof kindOfOutcome>> {
  for await (const event of client.streamEvents(runId, { after: 0, signal: cli.signal, patience })) show(event);
  return cli.signal.aborted ? 'cancelled' : kindOfOutcome(await client.call('getRun', { params: { id: runId } }));
}

function rankOf(level: RunEvent['severity']): number {
  return severity.options.indexOf(level);
}

const styles: Readonly<Record<RunEvent['severity'], Style | undefined>> = {
  debug: 'dim',
  info: undefined,
  warning: 'yellow',
  error: 'red',
};

/** `2026-03-01T10:00:00.000Z  info     install  istio  text [MLA-…]` */
function printEvent(event: RunEvent, output: Output): void {
  output.printJson(event);
  const style = styles[event.severity];
  const line = [
    { text: `${event.time}  ` },
    { text: event.severity.padEnd(9), ...(style === undefined ? {} : { style }) },
    { text: (event.phase ?? '').padEnd(11), style: 'dim' as const },
    ...(event.component === undefined ? [] : [{ text: `${event.component}: `, style: 'cyan' as const }]),
    { text: event.message },
    ...(event.code === undefined ? [] : [{ text: ` [${event.code}]` }]),
  ];
  const { isTTY, columns } = output.stdout;
  const width = isTTY === true ? (columns ?? 80) : Number.POSITIVE_INFINITY;
  for (const part of wrapLine(line, width, 26))
    output.print(formatLine(part, { width: Number.POSITIVE_INFINITY, color: output.color }));
}
