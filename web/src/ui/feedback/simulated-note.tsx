import type { RunView } from '../../../../src/api/run.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { definitionOf } from '../../../../src/platforms/unions.ts';
import { shellWords } from '../../words/shell-words.ts';
import './simulated-note.css';

/** On every page that shows something simulated. */
export function SimulatedNote() {
  return (
    <p className="mla-simulated" role="note">
      <strong>{shellWords.simulated.tag}.</strong> {shellWords.simulated.note}
    </p>
  );
}

/** The same in one word, beside a name. */
export function SimulatedTag() {
  return <span className="mla-simulated-tag">{shellWords.simulated.tag}</span>;
}

/** Whether an installation is made on something simulated: the sandbox, or a platform that said so itself when its run reached it. */
export function isSimulated({
  platform,
  run,
}: {
  readonly platform: PlatformId;
  readonly run: Pick<RunView, 'simulated'> | undefined;
}): boolean {
  return definitionOf(platform).simulated === true || run?.simulated === true;
}
