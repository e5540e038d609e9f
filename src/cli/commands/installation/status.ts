import type { Command } from 'commander';
import type { InstallationView } from '../../../api/contract.ts';
import { pageSize, readPages } from '../../../api/read-pages.ts';
import type { RunView } from '../../../api/run.ts';
import { runKinds } from '../../../run-view/run-kinds.ts';
import { definitionOf } from '../../../platforms/unions.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { elapsed, formatDuration } from '../../follow/duration.ts';
import { finalLines } from '../../follow/final-lines.ts';
import { renderRun } from '../../follow/render-run.ts';
import { wrapLine } from '../../output/wrap-line.ts';
import { formatLine } from '../../follow/styled-line.ts';
import type { Output } from '../../output/output.ts';
import { isFinal, stateWord } from '../../output/run-outcome.ts';
import { stateLines } from '../../output/state-lines.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { formatTable } from '../../output/table.ts';

interface Flags extends ServerFlags {
  readonly now?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('[name]', 'Installation to show (default: list all)')
      .option('--now', 'Look up in the cluster what it says now: dashboard, certificate, users, changes and more'),
  ).action((name: string | undefined, flags: Flags) => {
    if (name === undefined && flags.now === true)
      throw new MlaError('cli.usage', { reason: '--now needs the name of an installation', help: 'mla help status' });
    return withServer(cli, flags, async ({ client, output }) => {
      if (name === undefined) {
        const ask = (before: string | undefined): Promise<InstallationView[]> =>
          client.call('listInstallations', { query: { limit: pageSize, before } });
        const { entries: installations } = await readPages({ ask, nameOf: (installation) => installation.name });
        output.printJson({ installations });
        output.print(listInstallations(installations, Date.now()));
      } else {
        const installation = await client.call('getInstallation', { params: { name } });
        const states =
          flags.now === true ? (await client.call('lookUpStates', { params: { name } })).states : undefined;
        output.printJson({ ...installation, states });
        if (installation.run !== undefined) printRun(installation.run, output, Date.now());
        else output.print(`${name} was saved and has not run yet.`);
        if (installation.stands !== undefined)
          output.print(`Everything that run ${installation.stands.run.id} created is unchanged.`);
        if (states !== undefined) output.print(stateLines(states, output.stdout.columns));
      }
      return undefined;
    });
  });
}

function listInstallations(installations: readonly InstallationView[], now: number): string {
  if (installations.length === 0)
    return 'No installations yet. Run `mla apply -f FILE` to create one, or `mla demo` to try one in a sandbox.';
  return formatTable(
    ['NAME', 'PLATFORM', 'STATE', 'PROGRESS', 'AGE'],
    installations.map(({ name, installation, run, stands, createdAt }) => [
      name,
      `${installation.spec.cluster.platform}${definitionOf(installation.spec.cluster.platform).simulated === true || run?.simulated === true ? ' (simulated)' : ''}`,
      run === undefined
        ? 'saved'
        : stands === undefined
          ? `${runKinds[run.kind].verb} ${stateWord(run)}`
          : `create succeeded (then ${stateWord(run)} without a change)`,
      run === undefined ? '' : stands === undefined ? `${Math.floor(run.progress * 100)} %` : '100 %',
      formatDuration(now - Date.parse(createdAt)),
    ]),
  );
}

function printRun(run: RunView, output: Output, now: number): void {
  const width = output.stdout.columns ?? 120;
  const lines = isFinal(run)
    ? finalLines(run, { now, width, command: output.command })
    : renderRun(run, { now, width, frame: 0 });
  const since = isFinal(run)
    ? ''
    : `, ${Math.floor(run.progress * 100)} % after ${formatDuration(elapsed({ startedAt: run.startedAt ?? run.createdAt }, now))}`;
  output.print(`${run.installation}: ${runKinds[run.kind].verb} ${stateWord(run)}${since}`);
  for (const line of lines.flatMap((one) => wrapLine(one, width)))
    output.print(formatLine(line, { width: Number.POSITIVE_INFINITY, color: output.color }));
  const { worker } = run;
  if (worker !== undefined)
    output.print(
      `Process ${worker.processId} on ${worker.host} works on it, for ${formatDuration(now - Date.parse(worker.since))}.`,
    );
}
