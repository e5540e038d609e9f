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
  /** It is there already, so that the command changes it. */
  readonly exists?: boolean;
}

/** An installation as YAML, or as the command that makes it. */
export function WrittenInstallation({ installation, as, pageCommands, exists = false }: WrittenInstallationProps) {
  const written = useQuery({
    queryKey: [as, installation, exists],
    queryFn: () => (as === 'yaml' ? toYaml(installation) : toCommand(installation, { exists })),
    staleTime: Infinity,
    gcTime: 5000,
    placeholderData: (before) => before,
  });
  if (written.data === undefined) return <p className="mla-soft">{showAsWords.pending}</p>;
  const text =
    as === 'yaml' || pageCommands === undefined
      ? written.data
      : `${pageCommands}\n\n# ${showAsWords.comments.apply}\n${written.data}`;
  return <CodePanel label={showAsWords.tabs[as]} text={text} />;
}
