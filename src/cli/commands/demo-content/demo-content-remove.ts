import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import { findDemoRun } from '../../../kubeflow/demo-content/demo-run.ts';
import { listDemoObjects, removeDemo } from '../../../kubeflow/demo-content/remove-demo.ts';
import type { Cli } from '../../cli.ts';
import { addDemoFlags, withDemo, type DemoFlags } from '../../demo-content/demo-session.ts';
import { askYesNo } from '../../input/ask.ts';
import { plainText } from '../../output/plain-text.ts';

interface Flags extends DemoFlags {
  readonly yes?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addDemoFlags(command)
    .option('-y, --yes', 'Do not ask')
    .action((name: string, flags: Flags) =>
      withDemo(cli, { name, flags }, async ({ output }, { place, pipelines }) => {
        const objects = await listDemoObjects(place);
        const run = pipelines && (await findDemoRun(pipelines, place.signal));
        // What an interrupted removal left in Kubeflow Pipelines is no question.
        if (objects.length > 0 || run !== undefined) {
          output.say(
            [
              `This removes the demo from ${place.namespace}. The volume goes with your changes to the notebooks:`,
              ...objects.map(({ type, name: object }) => `  - ${type.kind} ${object}`),
              ...(run === undefined ? [] : ['  - the pipeline mlanywhere-demo, its experiment, and runs of the demo']),
            ].join('\n'),
          );
          if (flags.yes !== true && !(await askYesNo(cli, { question: 'Remove the demo?', flag: '--yes' })))
            throw new MlaError('cli.declined');
        }
        const removed = await removeDemo(place, { pipelines });
        output.printJson({ namespace: place.namespace, removed });
        output.print(
          removed.length === 0
            ? `There is no demo in ${place.namespace}.`
            : ['Removed:', ...removed.map((one) => `  - ${plainText(one)}`)].join('\n'),
        );
        return undefined;
      }),
    );
}
