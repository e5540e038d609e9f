import type { Command } from 'commander';
import { lookAtDemo } from '../../../kubeflow/demo-content/look-at-demo.ts';
import type { Cli } from '../../cli.ts';
import { statusLines } from '../../demo-content/demo-lines.ts';
import { addDemoFlags, dashboardOf, withDemo, type DemoFlags } from '../../demo-content/demo-session.ts';
import { plainText } from '../../output/plain-text.ts';

export function configure(command: Command, cli: Cli): void {
  addDemoFlags(command).action((name: string, flags: DemoFlags) =>
    withDemo(cli, { name, flags }, async (session, { place, pipelines }) => {
      const { output } = session;
      const status = await lookAtDemo(place, pipelines);
      const dashboard = await dashboardOf(session, name);
      output.printJson({ ...status, address: dashboard.address });
      output.print(statusLines(dashboard, status).map(plainText).join('\n'));
      return undefined;
    }),
  );
}
