import { useQuery } from '@tanstack/react-query';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { toCommand, toYaml } from '../../draft/show-draft.ts';
import { showAsWords } from '../../words/show-as-words.ts';
import { CodePanel } from './code-panel.tsx';

interface WrittenInstallationProps {
  readonly installation: InstallationInput;
  readonly as: 'yaml' | 'command';
  /** What else the page does, as commands, above the command that applies the YAML. */
  readonly pageCommands?: string | undefined;
}

/** An installation as YAML, or as the command that applies this YAML. */
export function WrittenInstallation({ installation, as, pageCommands }: WrittenInstallationProps) {
  const yaml = useQuery({
    queryKey: ['yaml', installation],
    queryFn: () => toYaml(installation),
    staleTime: Infinity,
    gcTime: 5000,
    placeholderData: (before) => before,
  });
  if (yaml.data === undefined) return <p className="mla-soft">{showAsWords.pending}</p>;
  const command = toCommand(yaml.data);
  const commands =
    pageCommands === undefined ? command : `${pageCommands}\n\n# ${showAsWords.comments.apply}\n${command}`;
  return <CodePanel label={showAsWords.tabs[as]} text={as === 'yaml' ? yaml.data : commands} />;
}
