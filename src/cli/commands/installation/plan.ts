import { type Command, Option } from 'commander';
import type { CallInput } from '../../../api/client.ts';
import type { Installation } from '../../../installation/installation.ts';
import { readInstallation } from '../../../installation/yaml.ts';
import type { Cli } from '../../cli.ts';
import { definitionOf } from '../../../platforms/unions.ts';
import { noProxyLines } from '../../proxy/no-proxy-lines.ts';
import { planLines } from '../../output/plan-lines.ts';
import { addKubeflowFlags, kubeflowOf, withFlagsOver } from '../../input/kubeflow-flags.ts';
import { readInput } from '../../input/read-input.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly file?: string;
  readonly installation?: string;
  readonly images?: boolean;
  readonly objects?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    addKubeflowFlags(
      command
        .option('-f, --file <file>', 'Installation, YAML or JSON; - reads standard input')
        .addOption(new Option('--installation <file>', 'The same').hideHelp())
        .option('--objects', 'List every object and what it waits for')
        .option('--images', 'List every image'),
    ),
  ).action(async (flags: Flags) => {
    const file = flags.file ?? flags.installation;
    const installation = file === undefined ? undefined : readInstallation(await readInput(file, cli.stdin));
    const wanted = wantedPlan(flags, installation);
    await withServer(cli, flags, async ({ client, output }) => {
      const plan = await client.call('makePlan', { body: wanted });
      const noProxy =
        installation?.spec.proxy === undefined ? undefined : await client.call('listNoProxy', { body: installation });
      output.printJson({
        ...plan,
        ...(noProxy !== undefined && { noProxy: noProxy.entries, podNoProxy: noProxy.pods }),
      });
      const width = output.stdout.columns ?? 120;
      const lines = planLines(plan, { objects: flags.objects === true, images: flags.images === true, width });
      output.print(
        [
          ...lines,
          ...noProxyLines('NODES', noProxy?.entries, width),
          ...noProxyLines('PODS', noProxy?.pods, width),
        ].join('\n'),
      );
      return undefined;
    });
  });
}

function wantedPlan(flags: Flags, installation: Installation | undefined): CallInput<'makePlan'>['body'] {
  const { release, components, patches, foundation, access } = withFlagsOver(kubeflowOf(installation), flags).spec
    .kubeflow;
  const { cluster, proxy } = installation?.spec ?? {};
  return {
    release,
    components,
    ...(patches !== undefined && { patches }),
    ...(foundation !== undefined && { foundation }),
    access,
    ...(proxy !== undefined && { proxy }),
    ...(cluster !== undefined && {
      cluster: {
        platform: cluster.platform,
        ...('connection' in cluster && { connection: cluster.connection }),
        ...imageOf(cluster),
        spec: cluster,
      },
    }),
  };
}

/** The image of the cluster, if its platform needs one. */
function imageOf(cluster: Installation['spec']['cluster']): { image: string } | undefined {
  const image = definitionOf(cluster.platform).image?.of(cluster);
  return image === undefined ? undefined : { image };
}
