import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ReleaseFetchView } from '../../../api/contract.ts';
import { fromReport, MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { canRedraw, type Output } from '../../output/output.ts';
import { addServerFlags, type ServerFlags, type Session, withServer } from '../../server/with-server.ts';
import { writeOutput } from '../../output/write-output.ts';

interface Flags extends ServerFlags {
  readonly acceptDigest?: boolean;
  readonly output?: string;
}

/** Milliseconds between two checks. */
const pause = 500;

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<version>', 'Version of Kubeflow, for example 26.03.1')
      .option('--accept-digest', 'Take a tag that this MLAnywhere does not know, without a check')
      .option('-o, --output <file>', 'Also write the bundle to a file, for a machine without internet'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  mla release fetch 26.03.1\n\nDownloads 11 MB from github.com and renders them here; takes about half a minute.',
    )
    .action((version: string, flags: Flags) =>
      withServer(cli, flags, (session) => fetchRelease(session, version, flags)),
    );
}

async function fetchRelease({ cli, client, output }: Session, version: string, flags: Flags): Promise<undefined> {
  const view = await follow({ cli, client, output }, version, flags);
  if (view.error !== undefined) throw fromReport(view.error);
  if (view.state === 'cancelled') throw new MlaError('general.cancelled');
  output.printJson(view);
  output.print(
    `${view.detail}\nsha256:${view.objects ?? ''} over its objects${view.verified === true ? ', as published' : ': not verified by MLAnywhere, which does not know this version'}`,
  );
  if (flags.output !== undefined) {
    const { bundle } = await client.call('exportRelease', { params: { release: `kubeflow@${version}` } });
    await writeOutput(flags.output, Buffer.from(bundle, 'base64'));
    output.print(`Written to ${flags.output}. On the other machine: mla release add ${flags.output}`);
  }
  return undefined;
}

/** Starts the fetch and shows it to its end. Ctrl-C stops it. */
async function follow(
  { cli, client, output }: Pick<Session, 'cli' | 'client' | 'output'>,
  version: string,
  flags: Flags,
): Promise<ReleaseFetchView> {
  const show = progressLine(output, cli);
  let view = await client.call('startReleaseFetch', { body: { version, acceptUnknown: flags.acceptDigest === true } });
  while (view.state === 'running') {
    show(view);
    if (cli.signal.aborted) await client.call('cancelReleaseFetch', { params: { version } });
    await sleep(pause, undefined, cli.signal.aborted ? {} : { signal: cli.signal }).catch(() => undefined);
    view = await client.call('getReleaseFetch', { params: { version } });
  }
  show(undefined);
  return view;
}

/** One line that is drawn over in a terminal; in a pipe a line for each new thing that is done. */
function progressLine(output: Output, cli: Cli): (view: ReleaseFetchView | undefined) => void {
  const redraws = canRedraw(output.stderr, cli.environment);
  let last = '';
  return (view) => {
    const line = view === undefined ? '' : `${String(Math.round(view.progress * 100)).padStart(3)} %  ${view.detail}`;
    if (redraws) output.stderr.write(`\r\u001b[2K${line.slice(0, (output.stderr.columns ?? 80) - 1)}`);
    else if (line !== '' && stageOf(line) !== stageOf(last)) output.say(line);
    last = line;
  };
}

/** The line without its numbers: a new text is something new to tell in a pipe. */
function stageOf(line: string): string {
  return line.replace(/[\d.]+/g, '');
}
