import { type Command, Option } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import { platformIds } from '../../../installation/installation.ts';
import type { Cli } from '../../cli.ts';
import { readConnections } from '../../server/read-lists.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { formatTable } from '../../output/table.ts';

interface Flags extends ServerFlags {
  readonly connection: string;
  readonly set: readonly string[];
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<platform>', `Platform: ${platformIds.join(', ')}`)
      .argument('<field>', 'Field, for example datacenter, network, image, vipPool')
      .requiredOption('--connection <name>', 'Saved connection to ask')
      .addOption(
        new Option('--set <field=value>', 'Value of another field that this field depends on (repeatable)')
          .argParser(collect)
          .default([], 'none'),
      ),
  ).action(async (platform: string, field: string, flags: Flags) => {
    const chosen = Object.fromEntries(flags.set.map(splitPair));
    await withServer(cli, flags, async ({ client, output }) => {
      await checkPlatform(client, { platform, name: flags.connection });
      const choices = await client.call('listChoices', { params: { name: flags.connection, field }, body: chosen });
      output.printJson({ choices });
      output.print(
        choices.length === 0
          ? `${field} has nothing to choose from here: nothing is set up on the platform, or this user may not see it.`
          : formatTable(
              ['VALUE', 'NAME', 'DETAIL'],
              choices.map(({ value, label, detail, recommended }) => [
                value,
                label,
                `${detail ?? ''}${recommended === true ? ' (recommended)' : ''}`,
              ]),
            ),
      );
      return undefined;
    });
  });
}

async function checkPlatform(
  client: Parameters<Parameters<typeof withServer>[2]>[0]['client'],
  wanted: { platform: string; name: string },
): Promise<void> {
  const connections = await readConnections(client);
  const found = connections.find(({ name }) => name === wanted.name);
  if (found?.platform === wanted.platform) return;
  throw new MlaError('cli.notFound', {
    what: `connection to ${wanted.platform} with the name`,
    name: wanted.name,
    list: 'mla connection list',
  });
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

function splitPair(pair: string): [string, string] {
  const at = pair.indexOf('=');
  if (at < 1)
    throw new MlaError('cli.badValue', {
      value: pair,
      flag: '--set',
      expected: 'a field and its value with = between',
      example: '--set datacenter=dc-1',
    });
  return [pair.slice(0, at), pair.slice(at + 1)];
}
