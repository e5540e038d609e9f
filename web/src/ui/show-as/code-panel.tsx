import { Fragment, type CSSProperties } from 'react';
import { CopyButton } from './copy-button.tsx';
import './code-panel.css';

/** Text to be copied: a command, YAML, a request. Scrolls inside itself, also by keyboard; a line that is too long goes on below, further in. */
export function CodePanel({ label, text }: { label: string; text: string }) {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  return (
    <div className="mla-code">
      <pre tabIndex={0} aria-label={label} data-tall={lines.length > 6}>
        {lines.map((line, index) => (
          // The lines of one text have no other name than their place.
          <Line key={index} text={line} />
        ))}
      </pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}

/** Breaks between its words and not within them: a browser would tear `--flag` apart after its hyphens. */
function Line({ text }: { text: string }) {
  const indent = text.search(/[^ ]|$/);
  return (
    <span className="mla-code-line" style={{ '--mla-indent': indent } as CSSProperties}>
      {text.split(/(\s+)/).map((word, index) => (
        <Fragment key={index}>{/\s|^$/.test(word) ? word : <span className="mla-code-word">{word}</span>}</Fragment>
      ))}
    </span>
  );
}
