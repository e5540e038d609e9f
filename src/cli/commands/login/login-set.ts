import type { Command } from 'commander';
import { installationSchema } from '../../../installation/installation.ts';
import { changeConnector, connectorFlags } from '../../../installation/login/change-login.ts';
import { connectorSecretName } from '../../../installation/login/login.ts';
import { applyChange, type ChangeFlags } from '../../changes/apply-change.ts';
import type { Cli } from '../../cli.ts';
import { addFieldFlags, wordsOf } from '../../input/installation-flags.ts';
import { addInstallFlags, installOptionsOf } from '../../input/run-flags.ts';
import { readSecretValue } from '../../input/secret-files.ts';
import { withServer } from '../../server/with-server.ts';
import { testAndPrint } from './connector-test.ts';
import { requireConnector } from '../../../kubeflow/connectors/require-connector.ts';

interface Flags extends ChangeFlags {
  readonly secretFile?: string;
  /** False for --no-test. */
  readonly test?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addInstallFlags(
    addFieldFlags(
      command
        .argument('<name>', 'Installation')
        .argument('<connector>', 'Id of the connector: the one to change, or a new one'),
      connectorFlags,
    )
      .option('--secret-file <file>', 'File with the client secret; - reads standard input')
      .option('--no-test', 'Do not ask the login service first')
      .option('--yes', 'Do not ask before applying'),
  ).action(async (name: string, id: string, flags: Flags) => {
    installOptionsOf(flags);
    const secretName = connectorSecretName(id);
    const secret =
      flags.secretFile === undefined
        ? undefined
        : await readSecretValue(cli, { name: secretName, file: flags.secretFile });
    await withServer(cli, flags, async (session) => {
      const { installation } = await session.client.call('getInstallation', { params: { name } });
      const before = installationSchema.parse(installation);
      const after = changeConnector(before, id, wordsOf(flags, connectorFlags));
      if (flags.test !== false) {
        const failure = await testAndPrint(session, {
          installation: after,
          connector: requireConnector(after, id),
          secret,
        });
        if (failure !== undefined) throw failure;
      }
      const secrets = secret === undefined ? {} : { secrets: { [secretName]: secret } };
      return applyChange(session, { before, after, question: `Log in to ${name} through ${id}?`, ...secrets }, flags);
    });
  });
}
