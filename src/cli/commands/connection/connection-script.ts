import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import {
  defaultLifetime,
  serviceAccountScript,
} from '../../../platforms/existing/definition/service-account-script.ts';
import type { Cli } from '../../cli.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(command)
    .option('--lifetime <duration>', 'How long the token is valid, for example 45m or 8h', defaultLifetime)
    .addHelpText(
      'after',
      '\nRun the script where kubectl reaches the cluster. It creates a service account with administrator rights and prints a kubeconfig with its token.',
    )
    .action(({ lifetime, ...flags }: OutputFlags & { lifetime: string }) => {
      // It becomes an argument in a script.
      if (!/^\d{1,6}(s|m|h)$/.test(lifetime))
        throw new MlaError('cli.badValue', {
          flag: '--lifetime',
          value: lifetime,
          expected: 'a duration in s, m or h',
          example: '8h',
        });
      const output = outputFor(cli, flags);
      const script = serviceAccountScript(lifetime);
      output.printJson({ script });
      output.print(script.trimEnd());
    });
}
