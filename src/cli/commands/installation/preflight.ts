import type { Command } from 'commander';
import type { CheckResult } from '../../../api/contract.ts';
import { stopsRun } from '../../../api/stops-run.ts';
import { MlaError } from '../../../errors/error.ts';
import { readInstallation } from '../../../installation/yaml.ts';
import type { Cli } from '../../cli.ts';
import { plainText } from '../../output/plain-text.ts';
import { readInput } from '../../input/read-input.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { addOverrideFlag, withOverrides, type OverrideFlag } from '../../input/override-flag.ts';
import { addTakeOverFlag, withTakeOver, type TakeOverFlag } from '../../input/take-over-flag.ts';

interface Flags extends ServerFlags, TakeOverFlag, OverrideFlag {
  readonly file: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    addOverrideFlag(
      addTakeOverFlag(
        command.requiredOption('-f, --file <file>', 'Installation, YAML or JSON; - reads standard input'),
      ),
    ),
  ).action(async (flags: Flags) => {
    const installation = withOverrides(
      withTakeOver(readInstallation(await readInput(flags.file, cli.stdin)), flags),
      flags,
    );
    await withServer(cli, flags, async ({ client, output }) => {
      const checks = await client.call('runPreflight', { body: installation });
      output.printJson({ checks });
      for (const check of checks) output.print(checkLines(check).join('\n'));
      const failed = checks.filter(stopsRun).length;
      if (failed > 0) throw new MlaError('cli.preflightFailed', { failed, total: checks.length });
      return undefined;
    });
  });
}

const marks: Readonly<Record<CheckResult['outcome'], string>> = {
  passed: '✔',
  warning: '!',
  failed: '✖',
  unknown: '?',
};

function checkLines(check: CheckResult): string[] {
  const { id, title, outcome, evidence, consequence, fix, field, overridden, severity } = check;
  return [
    `${marks[outcome]} ${plainText(`${title}: ${evidence} [${id}]`)}`,
    ...(fix === undefined || outcome === 'passed'
      ? []
      : [`    what to do: ${plainText(`${fix}${field === undefined ? '' : ` (${field})`}`)}`]),
    ...(consequence === undefined || outcome === 'passed' ? [] : [`    why it matters: ${plainText(consequence)}`]),
    ...(overridden === undefined ? [] : [`    overridden: ${plainText(overridden)}`]),
    ...(severity === 'warns' && stopsRun(check) ? [`    to continue anyway: --override ${id}="your reason"`] : []),
  ];
}
