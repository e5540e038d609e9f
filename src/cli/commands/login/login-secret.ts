import type { Command } from 'commander';
import { installationSchema } from '../../../installation/installation.ts';
import { connectorSecretName } from '../../../installation/login/login.ts';
import type { Cli } from '../../cli.ts';
import { askSecret } from '../../input/ask.ts';
import { readSecretValue } from '../../input/secret-files.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { requireConnector } from '../../../kubeflow/connectors/require-connector.ts';

interface Flags extends ServerFlags {
  readonly file?: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Installation')
      .argument('<connector>', 'Id of the connector')
      .option('--file <file>', 'File with the client secret; - reads standard input; without it, you are asked'),
  ).action(async (name: string, id: string, { file, ...flags }: Flags) => {
    const secret = connectorSecretName(id);
    const value =
      file === undefined
        ? (await askSecret(cli, { question: `Client secret of ${id}: `, flag: '--file' })).reveal()
        : await readSecretValue(cli, { name: secret, file });
    await withServer(cli, flags, async ({ client, output }) => {
      const { installation } = await client.call('getInstallation', { params: { name } });
      requireConnector(installationSchema.parse(installation), id);
      await client.call('keepGivenSecret', { params: { name, secret }, body: { value } });
      output.printJson({ installation: name, connector: id });
      output.print(
        `Stored the client secret of ${id}, encrypted. The next run of ${name} uses it: mla retry ${name}, or mla apply.`,
      );
      return undefined;
    });
  });
}
