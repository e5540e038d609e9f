import { Option, type Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import { findAccelerator } from '../../../kubeflow/demo-content/accelerators.ts';
import { frameworks, type DemoPlace, type Framework } from '../../../kubeflow/demo-content/demo-names.ts';
import { installDemo, partNames, type DemoPart } from '../../../kubeflow/demo-content/install-demo.ts';
import type { Cli } from '../../cli.ts';
import { installedLines } from '../../demo-content/demo-lines.ts';
import { addDemoFlags, dashboardOf, withDemo, type DemoFlags } from '../../demo-content/demo-session.ts';
import { askYesNo } from '../../input/ask.ts';
import { plainText } from '../../output/plain-text.ts';
import type { Session } from '../../server/with-server.ts';

interface Flags extends DemoFlags {
  readonly framework: Framework;
  readonly gpu?: boolean;
  readonly notebookImage?: string;
  readonly yes?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addDemoFlags(command)
    .addOption(
      new Option('--framework <name>', 'Which notebooks and training')
        .choices(Object.keys(frameworks))
        .default('tensorflow'),
    )
    .option('--gpu', 'Give the notebook server and the training a GPU each')
    .option('--notebook-image <image>', 'Image of the notebook server (default: one that the release offers)')
    .option('-y, --yes', 'Do not ask before taking a GPU')
    .action((name: string, flags: Flags) =>
      withDemo(cli, { name, flags }, async (session, { place, pipelines }) => {
        await confirmGpu(session, place, flags);
        const installed = await installDemo(place, {
          framework: flags.framework,
          gpu: flags.gpu === true,
          image: flags.notebookImage,
          pipelines,
          onProgress: progressTo(session),
        });
        const dashboard = await dashboardOf(session, name);
        session.output.printJson({ ...installed, address: dashboard.address });
        session.output.print(installedLines(dashboard, installed).join('\n'));
        return undefined;
      }),
    );
}

/** A GPU is kept from others, so it is asked for. Throws `cli.declined`. */
async function confirmGpu({ cli, output }: Session, place: DemoPlace, { gpu, yes }: Flags): Promise<void> {
  const found = await findAccelerator(place);
  if (gpu !== true) {
    if (found !== undefined) output.say(`Nodes offer ${found}. The demo uses the CPU; to take a GPU, add --gpu.`);
    return;
  }
  if (found === undefined) throw new MlaError('demoContent.noGpu', { name: place.installation });
  const question = `The notebook server keeps one ${found} until the demo is removed, and the training takes another. Continue?`;
  if (yes !== true && !(await askYesNo(cli, { question, flag: '--yes' }))) throw new MlaError('cli.declined');
}

/** Says each state once. */
function progressTo({ output }: Session): (part: DemoPart, state: string) => void {
  const said = new Map<DemoPart, string>();
  return (part, state) => {
    if (said.get(part) === state) return;
    said.set(part, state);
    output.say(`${partNames[part]}: ${plainText(state)}`);
  };
}
