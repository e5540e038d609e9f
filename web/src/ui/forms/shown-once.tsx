import { shellWords } from '../../words/shell-words.ts';
import { CopyButton } from '../show-as/copy-button.tsx';

/** A secret that the server does not show again: here for as long as its form is open. */
export function ShownOnce({ secret, label }: { secret: string; label: string }) {
  return (
    <>
      <p className="mla-row mla-mono">
        <span className="mla-break">{secret}</span> <CopyButton text={secret} label={label} />
      </p>
      <p className="mla-soft mla-small">{shellWords.once}</p>
    </>
  );
}
