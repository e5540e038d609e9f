import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { definitionOf } from '../../../platforms/unions.ts';
import { nodeSecretNames } from '../../../installation/proxy/node-secrets.ts';
import { installationSchema } from '../../../installation/installation.ts';
import { secretsOfAccess } from '../../../kubeflow/require-secrets.ts';
import { askSecret } from '../../input/ask.ts';
import { readSecretValue } from '../../input/secret-files.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly file?: string;
}

/** A value is never a flag: every user of the machine could read it. */
export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Name of the installation')
      .argument(
        '<secret>',
        'tls-key for the key of certificate files, the key that a DNS-01 solver refers to, or node-key and node-sudo-password for logging in to nodes',
      )
      .option('--file <file>', 'File with the value; - reads standard input; without it, you are asked'),
  ).action(async (name: string, secret: string, flags: Flags) => {
    const { file } = flags;
    const value = file === undefined ? await ask(cli, secret) : await readSecretValue(cli, { name: secret, file });
    await withServer(cli, flags, async ({ client, output }) => {
      await client.call('keepGivenSecret', { params: { name, secret }, body: { value } });
      const { installation } = await client.call('getInstallation', { params: { name } });
      const { spec } = installationSchema.parse(installation);
      const needed = [
        ...secretsOfAccess(spec.kubeflow?.access),
        // Optional: without them, MLAnywhere makes a key and expects no password.
        ...(spec.proxy === undefined || definitionOf(spec.cluster.platform).ssh === undefined ? [] : nodeSecretNames),
      ];
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

async function ask(cli: Cli, secret: string): Promise<string> {
  const value = (await askSecret(cli, { question: `Value of ${secret}: `, flag: '--file' })).reveal();
  if (value.trim() === '') throw new MlaError('cli.valueEmpty', { name: secret });
  return value;
}
