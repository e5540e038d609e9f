import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { installationSchema, type Installation } from '../../../installation/installation.ts';
import { readAccess } from '../../../kubeflow/access/access.ts';
import { neededSecrets } from '../../../kubeflow/access/certificate-objects.ts';
import { askSecret } from '../../input/ask.ts';
import { readInput } from '../../input/read-input.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly file?: string;
}

/** A value is never a flag: every user of the machine could read it. */
export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Name of the installation')
      .argument('<secret>', 'tls-key for the key of certificate files, or the key that a DNS-01 solver refers to')
      .option('--file <file>', 'File with the value; - reads standard input; without it, you are asked'),
  ).action(async (name: string, secret: string, flags: Flags) => {
    const value = flags.file === undefined ? await ask(cli, secret) : await readInput(flags.file, cli.stdin);
    if (value.trim() === '') throw new MlaError('cli.valueEmpty', { name: secret });
    await withServer(cli, flags, async ({ client, output }) => {
      await client.call('keepAccessSecret', { params: { name, secret }, body: { value: value.replace(/\r?\n$/, '') } });
      const { installation } = await client.call('getInstallation', { params: { name } });
      const needed = neededBy(installationSchema.parse(installation));
      output.printJson({ installation: name, secret, needed });
      output.print(
        needed.includes(secret)
          ? `Stored ${secret} for ${name}, encrypted. The next run of ${name} uses it.`
          : `Stored ${secret} for ${name}, encrypted. The access of ${name} does not use it: it needs ${needed.join(', ') || 'no value'}.`,
      );
      return undefined;
    });
  });
}

/** Names of the values that the access of an installation needs. */
function neededBy({ spec: { kubeflow } }: Installation): readonly string[] {
  const access = kubeflow?.access === undefined ? undefined : readAccess(kubeflow.access);
  return access === undefined ? [] : neededSecrets(access);
}

async function ask(cli: Cli, secret: string): Promise<string> {
  return (await askSecret(cli, { question: `Value of ${secret}: `, flag: '--file' })).reveal();
}
