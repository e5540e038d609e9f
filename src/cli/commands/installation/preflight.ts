import type { Command } from 'commander';
import type { CheckResult } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import { readInstallation } from '../../../installation/yaml.ts';
import type { Cli } from '../../cli.ts';
import { plainText } from '../../output/plain-text.ts';
import { readInput } from '../../input/read-input.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { addTakeOverFlag, withTakeOver, type TakeOverFlag } from '../../input/take-over-flag.ts';

interface Flags extends ServerFlags, TakeOverFlag {
  readonly file: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    addTakeOverFlag(command.requiredOption('-f, --file <file>', 'Installation, YAML or JSON; - reads standard input')),
  ).action(async (flags: Flags) => {
    const installation = withTakeOver(readInstallation(await readInput(flags.file, cli.stdin)), flags);
    await withServer(cli, flags, async ({ client, output }) => {
      const checks = await client.call('runPreflight', { body: installation });
      output.printJson({ checks });
      for (const check of checks) output.print(checkLines(check).join('\n'));
      const failed = checks.filter(({ outcome }) => outcome === 'failed').length;
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

function checkLines({ id, title, outcome, evidence, fix, field }: CheckResult): string[] {
  return [
    `${marks[outcome]} ${plainText(`${title}: ${evidence} [${id}]`)}`,
    ...(fix === undefined || outcome === 'passed'
      ? []
      : [`    what to do: ${plainText(`${fix}${field === undefined ? '' : ` (${field})`}`)}`]),
  ];
}
