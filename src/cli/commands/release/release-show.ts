import type { Command } from 'commander';
import type { ReleaseView } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import { sayCount } from '../../../api/say-count.ts';
import type { Cli } from '../../cli.ts';
import { readReleases } from '../../server/read-lists.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { formatTable } from '../../output/table.ts';

export function configure(command: Command, cli: Cli): void {
  addServerFlags(command.argument('<release>', 'A version, or sample')).action((wanted: string, flags: ServerFlags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const release = (await readReleases(client)).find((candidate) => isNamed(candidate, wanted));
      if (release === undefined)
        throw new MlaError('cli.notFound', { what: 'release', name: wanted, list: 'mla release list' });
      output.printJson(release);
      output.print(
        `${release.name} ${release.version}, ${sayCount(release.objects, 'object')}, from ${release.source}\n${release.digest}\n`,
      );
      output.print(
        formatTable(
          ['COMPONENT', 'PURPOSE', 'OBJECTS', 'WHAT IT IS'],
          release.components.map(({ name, purpose, objects, title, description }) => [
            name,
            purpose,
            String(objects),
            `${title}: ${description}`,
          ]),
        ),
      );
      return undefined;
    }),
  );
}

/** `26.03.1`, `sample`, `kubeflow 26.03.1` or `kubeflow@26.03.1`. */
function isNamed({ name, version }: ReleaseView, wanted: string): boolean {
  return [version, name, `${name} ${version}`, `${name}@${version}`].includes(wanted);
}
