import { Button, Spinner } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { tokensQuery } from '../../api/people-queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { TokenList } from '../../ui/logins/token-list.tsx';
import { accountWords } from '../../words/people/account-words.ts';
import { CreateToken } from './create-token.tsx';

const words = accountWords.tokens;

/** One's own tokens for programs. */
export function Tokens() {
  const tokens = useQuery(tokensQuery('own'));
  const [creating, setCreating] = useState(false);
  return (
    <section className="mla-card" aria-labelledby="tokens" aria-busy={tokens.isFetching}>
      <div className="mla-row mla-spread">
        <h2 id="tokens" className="mla-heading">
          {words.title}
        </h2>
        {!creating && (
          <Button variant="secondary" onClick={() => setCreating(true)}>
            {words.create}
          </Button>
        )}
      </div>
      <p className="mla-soft">{words.hint}</p>
      {creating && <CreateToken close={() => setCreating(false)} />}
      {tokens.isError && <ErrorPanel title={words.failed} error={tokens.error} />}
      {tokens.isPending && <Spinner size="md" aria-label={words.title} />}
      {tokens.data !== undefined && <TokenList tokens={tokens.data} />}
    </section>
  );
}
