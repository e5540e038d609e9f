import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { demoWords as words } from '../../../words/demo-words.ts';

/** Says what goes, and asks, before the demo is removed. */
export function RemoveDemo({ isPending, remove }: { readonly isPending: boolean; readonly remove: () => void }) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <div>
        <Button variant="secondary" onClick={() => setAsking(true)}>
          {words.remove}
        </Button>
      </div>
    );
  return (
    <>
      <p>{words.removeAsk}</p>
      <div className="mla-row">
        <Button variant="danger" isLoading={isPending} onClick={remove}>
          {words.removeSure}
        </Button>
        <Button variant="link" onClick={() => setAsking(false)}>
          {words.cancel}
        </Button>
      </div>
    </>
  );
}
