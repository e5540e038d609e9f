import type { Command } from 'commander';
import { buildRelease } from '../../../kubeflow/release/build-release.ts';
import { loadRelease } from '../../../kubeflow/release/load-release.ts';
import { refuseIncomplete } from '../../../kubeflow/releases/refuse-incomplete.ts';
import { sayBytes } from '../../../api/amounts/say-bytes.ts';
import { sayCount } from '../../../api/say-count.ts';
import type { Cli } from '../../cli.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { writeOutput } from '../../output/write-output.ts';

interface Flags extends OutputFlags {
  readonly output: string;
  readonly name?: string;
  readonly release?: string;
}

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    command
      .argument('<folder>', 'Folder of rendered YAML, with one or more files for each component')
      .requiredOption('-o, --output <file>', 'Bundle to write')
      .option('--name <name>', 'Name of the release (default: kubeflow)')
      .option('--release <version>', 'Version of the release (default: the name of the folder)'),
  ).action(async (folder: string, flags: Flags) => {
    const output = outputFor(cli, flags);
    const bundle = await buildRelease(folder, {
      ...(flags.name === undefined ? {} : { name: flags.name }),
      ...(flags.release === undefined ? {} : { version: flags.release }),
    });
    const release = loadRelease(bundle);
    refuseIncomplete(release);
    await writeOutput(flags.output, bundle);
    const { name, version, digest } = release;
    output.printJson({
      file: flags.output,
      name,
      version,
      digest,
      objects: release.objects.length,
      components: release.components.length,
      bytes: bundle.length,
    });
    output.print(
      `${flags.output}: ${name} ${version}, ${sayCount(release.objects.length, 'object')} of ${sayCount(release.components.length, 'component')}, ${sayBytes(bundle.length)}\n${digest}\nTake it into the store: mla release add ${flags.output}`,
    );
  });
}
