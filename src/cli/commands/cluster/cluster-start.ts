import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { plainText } from '../../output/plain-text.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<name>', 'Installation')).action((name: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      output.say('This takes one to five minutes …');
      const started = await client.call('startCluster', { params: { name } });
      const { server, version, moved, notReady } = started;
      output.printJson(started);
      output.print(
        [
          `The cluster runs: Kubernetes ${version} at ${server}.`,
          ...(moved ? [`Its address has changed. Get a new kubeconfig with \`mla kubeconfig ${name}\`.`] : []),
          ...notReady.map(plainText),
          ...(notReady.length === 0
            ? ['Nodes, webhooks and certificates are ready.']
            : [`Check again with \`mla status ${name}\`.`]),
        ].join('\n'),
      );
      return undefined;
    }),
  );
}
