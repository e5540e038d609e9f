import { Fragment } from 'react';
import { CopyButton } from './copy-button.tsx';
import './code-panel.css';

/** Text to be copied: a command, YAML, a request. Scrolls inside itself, also by keyboard. */
export function CodePanel({ label, text, wrap = false }: { label: string; text: string; wrap?: boolean }) {
  return (
    <div className="mla-code">
      <pre tabIndex={0} aria-label={label} data-wrap={wrap}>
        {wrap ? <Words text={text} /> : text}
      </pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}

/** Text that breaks between its words and not within them: a browser would tear `--flag` apart after its hyphens. */
function Words({ text }: { text: string }) {
  return text.split(/(\s+)/).map((word, index) => (
    // The words of one text have no other name than their place.
    <Fragment key={index}>{/\s/.test(word) ? word : <span className="mla-code-word">{word}</span>}</Fragment>
  ));
}
