import { useState } from 'react';
import { shellWords } from '../../words/shell-words.ts';

/** Copies a text, and says that it did. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <button type="button" className="mla-copy" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? shellWords.copied : shellWords.copy}</span>
      <span className="pf-v6-screen-reader"> {label}</span>
    </button>
  );
}
