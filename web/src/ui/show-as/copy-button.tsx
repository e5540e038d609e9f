import { useState } from 'react';
import { shellWords } from '../../words/shell-words.ts';
import { canCopy } from './can-copy.ts';
import './copy-button.css';

/** Copies a text, and says that it did. Not there where a page cannot copy: the text beside it can be selected. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  if (!canCopy) return null;
  return (
    <button type="button" className="mla-copy" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? shellWords.copied : shellWords.copy}</span>
      <span className="pf-v6-screen-reader"> {label}</span>
    </button>
  );
}
