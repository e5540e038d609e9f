import type { Command } from 'commander';
import { installationSchema } from '../../../installation/installation.ts';
import { connectorsOf } from '../../../installation/login/change-login.ts';
import { redirectUriOf } from '../../../installation/login/redirect-uri.ts';
import type { Cli } from '../../cli.ts';
import { formatTable } from '../../output/table.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Installation')).action((name: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const { installation } = await client.call('getInstallation', { params: { name } });
      const read = installationSchema.parse(installation);
      const connectors = connectorsOf(read);
      const access = read.spec.kubeflow?.access;
      const redirectURI = (access && redirectUriOf(access)) ?? null;
      output.printJson({ redirectURI, connectors });
      const rows = connectors.map(({ id, type, name: shown, clientID, issuer, tenant, host }) => [
        id,
        type,
        shown,
        clientID,
        issuer ?? tenant ?? host ?? '',
      ]);
      if (rows.length > 0)
        output.print(
          formatTable(['id', 'type', 'name', 'client ID', 'login service'], rows, {
            width: output.stdout.columns,
          }).trimEnd(),
        );
      else output.print('People log in with a password of Dex. There is no external login service.');
      output.print(
        redirectURI === null
          ? `Before an external login service, Kubeflow needs an address: mla access set ${name}`
          : `Redirect URI to register at a login service: ${redirectURI}`,
      );
      return undefined;
    }),
  );
}
