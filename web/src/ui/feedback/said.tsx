import { Fragment } from 'react';

/** Text of an error or a check. Text between backticks is a command and looks like one. */
export function Said({ text }: { text: string }) {
  const parts = text.split('`');
  // An odd one is a backtick and nothing more.
  if (parts.length % 2 === 0) return text;
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      <code key={index} className="mla-mono">
        {part}
      </code>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  );
}
