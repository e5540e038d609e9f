import { useState } from 'react';

/** What is wrong in a form that keeps its own values, by field. */
export type Problems = Readonly<Partial<Record<string, string | undefined>>>;

/** Moves the cursor to the first field that is marked as wrong, in the order of the page. */
export function focusFirstInvalid(form: ParentNode = document): void {
  requestAnimationFrame(() => {
    const field = form.querySelector<HTMLElement>('[aria-invalid="true"]');
    field?.closest('details')?.setAttribute('open', '');
    field?.focus();
  });
}

/**
 * Keeps a button usable while something is wrong: pressing it shows each problem at its field, and goes to the first.
 * `shown` is empty until then, so that nobody is told off before trying.
 */
export function useProblems<P extends Problems>(problems: P) {
  const [tried, setTried] = useState(false);
  return {
    shown: tried ? problems : ({} as Partial<P>),
    /** Acts if nothing is wrong. `form` holds the fields. */
    check: (form: ParentNode | null, act: () => unknown): void => {
      setTried(true);
      if (Object.values(problems).every((problem) => problem === undefined)) void act();
      else focusFirstInvalid(form ?? undefined);
    },
  };
}
