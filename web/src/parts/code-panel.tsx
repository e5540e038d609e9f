import { CopyButton } from './copy-button.tsx';
import './code-panel.css';

/** Text to be copied: a command, YAML, a request. Scrolls inside itself, also by keyboard. */
export function CodePanel({ label, text, wrap = false }: { label: string; text: string; wrap?: boolean }) {
  return (
    <div className="mla-code">
      <pre tabIndex={0} aria-label={label} data-wrap={wrap}>
        {text}
      </pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}
