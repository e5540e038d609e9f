import type { Command } from 'commander';
import { nodeScript } from '../../../cluster-proxy/files/node-script.ts';
import { planFiles } from '../../../cluster-proxy/files/plan-files.ts';
import { listNoProxy } from '../../../cluster-proxy/no-proxy/no-proxy-list.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { outputFor } from '../../input/output-flags.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly proxyHttp?: string;
  readonly proxyHttps?: string;
  readonly noproxy?: readonly string[];
  readonly podNetwork?: readonly string[];
  readonly serviceNetwork?: readonly string[];
  readonly nodeNetwork?: readonly string[];
  readonly remove?: boolean;
}

/** Of an installation, by its server; without one no server is needed, for everything is in the flags. */
export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command.argument('[name]', 'Installation whose proxy and networks the script has; without it, the flags say them'),
  )
    .option('--proxy-http <url>', 'HTTP proxy of the nodes, http://HOST:PORT')
    .option('--proxy-https <url>', 'HTTPS proxy of the nodes, http://HOST:PORT')
    .option('--noproxy <hosts...>', 'Names, addresses and networks to reach without the proxy')
    .option('--pod-network <networks...>', 'Networks of the pods, for example 10.244.0.0/16')
    .option('--service-network <networks...>', 'Networks of the services, for example 10.96.0.0/12')
    .option('--node-network <networks...>', 'Networks of the nodes')
    .option('--remove', 'Print the script that takes away what an earlier script wrote')
    .addHelpText(
      'after',
      '\nRun the script on each node as root: `sh proxy.sh look` says what it would change, `sh proxy.sh set` changes it and restarts docker and containerd where needed. Drain a node before.',
    )
    .action(async (name: string | undefined, flags: Flags) => {
      if (name !== undefined) {
        refuseBoth(flags);
        await withServer(cli, flags, async ({ client, output }) => {
          const { script, wanted } = await client.call('getProxyScript', { params: { name } });
          output.printJson({ script, noProxy: wanted.noProxy });
          output.printWhole(script.trimEnd());
          return undefined;
        });
        return;
      }
      const output = outputFor(cli, flags);
      const noProxy = listNoProxy({
        wanted: flags.noproxy ?? [],
        podNetworks: flags.podNetwork ?? [],
        serviceNetworks: flags.serviceNetwork ?? [],
        nodeNetworks: flags.nodeNetwork ?? [],
      });
      const proxy = { http: flags.proxyHttp, https: flags.proxyHttps, noProxy: noProxy.map(({ entry }) => entry) };
      if (flags.remove !== true && proxy.http === undefined && proxy.https === undefined)
        throw new MlaError('cli.badValue', {
          flag: '--proxy-https',
          value: '',
          expected: 'http://HOST:PORT, or --remove to take a proxy away',
          example: 'http://proxy.example.com:3128',
        });
      const script = nodeScript(planFiles(flags.remove === true ? { noProxy: [] } : proxy));
      output.printJson({ script, noProxy });
      output.printWhole(script.trimEnd());
    });
}

/** @throws `cli.usage` */
function refuseBoth({ proxyHttp, proxyHttps, noproxy, podNetwork, serviceNetwork, nodeNetwork, remove }: Flags): void {
  const given = [proxyHttp, proxyHttps, noproxy, podNetwork, serviceNetwork, nodeNetwork, remove];
  if (given.some((value) => value !== undefined))
    throw new MlaError('cli.usage', {
      reason: 'give the name of an installation or the flags of a proxy, not both',
      help: 'mla help proxy script',
    });
}
