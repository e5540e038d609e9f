import { runKinds } from '../../../../src/run-view/run-kinds.ts';
import type { InstallationView } from '../../../../src/api/contract.ts';
import type { RunView } from '../../../../src/api/run.ts';
import { platformPages } from '../../platforms/registry.ts';
import { CodePanel } from '../../ui/show-as/code-panel.tsx';
import { ShowInstallation } from '../../ui/show-as/show-as.tsx';
import { ShowTabs } from '../../ui/show-as/show-tabs.tsx';
import { WrittenInstallation } from '../../ui/show-as/written-installation.tsx';
import { showAsWords } from '../../words/show-as-words.ts';

const { commands, tabs } = showAsWords;

/** “Show as” of a run: what it makes, or the order to delete it. */
export function ShowRun({
  installation: { name, installation },
  kind,
}: {
  installation: InstallationView;
  kind: RunView['kind'];
}) {
  if (runKinds[kind].leaves === 'cluster')
    return <ShowInstallation installation={installation} pageCommands={commands.run(name)} />;
  const { request } = platformPages[installation.spec.cluster.platform];
  return (
    <ShowTabs
      start="command"
      panels={{
        yaml: <WrittenInstallation installation={installation} as="yaml" />,
        command: (
          <CodePanel
            label={tabs.command}
            text={runKinds[kind].leaves === 'nothing' ? commands.deletion(name) : commands.uninstall(name)}
          />
        ),
        ...(request !== undefined &&
          runKinds[kind].leaves === 'nothing' && {
            request: <CodePanel label={tabs.request} text={request.deletion(name)} />,
          }),
      }}
    />
  );
}
