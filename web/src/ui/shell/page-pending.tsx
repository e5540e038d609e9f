import { Skeleton } from '@patternfly/react-core';
import { shellWords } from '../../words/shell-words.ts';

/** The shape of a page while it is on its way. */
export function PagePending() {
  return (
    <div className="mla-stack" aria-busy="true">
      <Skeleton width="40%" height="2.4rem" screenreaderText={shellWords.loading} />
      <Skeleton width="65%" />
      <Skeleton height="12rem" />
    </div>
  );
}
