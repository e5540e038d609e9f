import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Name of the installation')
      .argument('<node>', 'Name of the node in the cluster')
      .argument(
        '<fingerprint>',
        'As `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` shows it on the node: SHA256:…',
      ),
  ).action(async (name: string, node: string, fingerprint: string, flags: ServerFlags) => {
    await withServer(cli, flags, async ({ client, output }) => {
      await client.call('trustNode', { params: { name, node }, body: { fingerprint } });
      output.printJson({ installation: name, node, fingerprint });
      output.print(
        `MLAnywhere now expects the host key ${fingerprint} of ${node}. Run \`mla retry ${name}\` to continue.`,
      );
      return undefined;
    });
  });
}
