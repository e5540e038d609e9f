import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { writePrivateFile } from '../../server/write-private-file.ts';

interface Flags extends ServerFlags {
  readonly output?: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Installation')
      .option('-o, --output <file>', 'Write the kubeconfig to a file that only you can read'),
  ).action((name: string, flags: Flags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const { kubeconfig } = await client.call('getKubeconfig', { params: { name } });
      if (flags.output === undefined) {
        output.printJson({ kubeconfig });
        // Byte for byte into a file or a pipe.
        if (output.json || output.stdout.isTTY === true) output.printWhole(kubeconfig.trimEnd());
        else output.stdout.write(`${kubeconfig.trimEnd()}\n`);
      } else {
        await writePrivateFile(flags.output, kubeconfig);
        output.printJson({ file: flags.output });
        output.print(`Written to ${flags.output}. Use it: kubectl --kubeconfig ${flags.output} get nodes`);
      }
      return undefined;
    }),
  );
}
