import type { CallOutput } from '../../api/api.ts';
import { sayMoment } from '../../ui/feedback/say-time.ts';
import { ShownOnce } from '../../ui/forms/shown-once.tsx';
import { peopleWords } from '../../words/people/people-words.ts';

const words = peopleWords.link;

/** A one-time link, to be copied and sent. */
export function ShownLink({ link: { url, expiresAt } }: { link: CallOutput<'createPersonLink'> }) {
  return (
    <>
      <ShownOnce secret={url} label={words.label} />
      <p className="mla-soft mla-small">{words.until(sayMoment(expiresAt))}</p>
    </>
  );
}
