import { Button, Spinner } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { sessionsQuery, tokensQuery } from '../../api/people-queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { SessionList } from '../../ui/logins/session-list.tsx';
import { TokenList } from '../../ui/logins/token-list.tsx';
import { shellWords } from '../../words/shell-words.ts';
import { peopleWords } from '../../words/people/people-words.ts';

const words = peopleWords.logins;

interface LoginsProps {
  readonly person: { readonly id: string; readonly name: string };
  readonly close: () => void;
}

/** Where a person is logged in, and by which programs; an admin ends any of them. */
export function LoginsOfPerson({ person: { id, name }, close }: LoginsProps) {
  const sessions = useQuery(sessionsQuery('everyone'));
  const tokens = useQuery(tokensQuery('everyone'));
  const error = sessions.error ?? tokens.error;
  return (
    <section className="mla-form-part mla-stack" aria-label={words.of(name)}>
      {error !== null && <ErrorPanel error={error} />}
      {(sessions.isPending || tokens.isPending) && <Spinner size="md" aria-label={words.of(name)} />}
      {sessions.data !== undefined && (
        <div className="mla-stack-tight">
          <h2 className="mla-list-title">{words.sessions}</h2>
          <SessionList sessions={sessions.data.filter(({ person }) => person.id === id)} />
        </div>
      )}
      {tokens.data !== undefined && (
        <div className="mla-stack-tight">
          <h2 className="mla-list-title">{words.tokens}</h2>
          <TokenList tokens={tokens.data.filter(({ person }) => person.id === id)} />
        </div>
      )}
      <div>
        <Button variant="secondary" onClick={close}>
          {shellWords.done}
        </Button>
      </div>
    </section>
  );
}
