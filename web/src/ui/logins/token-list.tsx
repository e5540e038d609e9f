import { Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiTokenView } from '../../../../src/api/contract.ts';
import { call } from '../../api/api.ts';
import { accountWords } from '../../words/people/account-words.ts';
import { sayMoment } from '../feedback/say-time.ts';
import '../forms/entries.css';
import { FormEnd } from '../forms/form-end.tsx';

const words = accountWords.tokens;

/** Tokens of programs, each with a button that revokes it. */
export function TokenList({ tokens }: { tokens: readonly ApiTokenView[] }) {
  if (tokens.length === 0) return <p className="mla-soft">{words.none}</p>;
  return (
    <ul className="mla-entries">
      {tokens.map((token) => (
        <Entry key={token.id} token={token} />
      ))}
    </ul>
  );
}

/** Asks once more: a token that is gone does not come back. */
function Entry({ token: { id, name, role, expiresAt } }: { token: ApiTokenView }) {
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => call('revokeToken', { params: { id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <li className="mla-entry">
      <div className="mla-entry-line">
        <div>
          <p className="mla-break">
            <strong>{name}</strong>
          </p>
          <p className="mla-soft mla-small">{words.until(role, sayMoment(expiresAt))}</p>
        </div>
        <div className="mla-row">
          <Button variant="link" isInline isDanger aria-label={words.revokeOf(name)} onClick={() => setAsking(true)}>
            {words.revoke}
          </Button>
        </div>
      </div>
      {asking && (
        <form
          className="mla-form-part mla-stack-tight"
          onSubmit={(event) => {
            event.preventDefault();
            revoke.mutate();
          }}
        >
          <p>{words.revokeAsk(name)}</p>
          <FormEnd change={revoke} label={words.revokeYes(name)} isDangerous close={() => setAsking(false)} />
        </form>
      )}
    </li>
  );
}
