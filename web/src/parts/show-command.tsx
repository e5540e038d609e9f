import { showAsWords } from '../words/show-as-words.ts';
import { CodePanel } from './code-panel.tsx';

/** The command that does in a terminal what this part of the page does. */
export function ShowCommand({ command }: { command: string }) {
  return (
    <section className="mla-card mla-stack-tight mla-show-command" aria-labelledby="show-command">
      <h2 id="show-command" className="mla-heading">
        {showAsWords.title}
      </h2>
      <p className="mla-soft mla-small">{showAsWords.lead}</p>
      <CodePanel label={showAsWords.tabs.command} wrap text={command} />
    </section>
  );
}
