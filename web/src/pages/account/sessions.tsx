import { Button, Spinner } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { sessionsQuery } from '../../api/people-queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { SessionList, useEndSessions } from '../../ui/logins/session-list.tsx';
import { accountWords } from '../../words/people/account-words.ts';

const words = accountWords.sessions;

/** One's own browsers. */
export function Sessions() {
  const sessions = useQuery(sessionsQuery('own'));
  const end = useEndSessions();
  const others = (sessions.data ?? []).filter(({ current }) => !current).map(({ id }) => id);
  return (
    <section className="mla-card" aria-labelledby="sessions" aria-busy={sessions.isFetching}>
      <h2 id="sessions" className="mla-heading">
        {words.title}
      </h2>
      <p className="mla-soft">{words.hint}</p>
      {sessions.isError && <ErrorPanel title={words.failed} error={sessions.error} />}
      {sessions.isPending && <Spinner size="md" aria-label={words.title} />}
      {sessions.data !== undefined && <SessionList sessions={sessions.data} />}
      {end.isError && <ErrorPanel title={words.notEnded} error={end.error} />}
      {others.length > 1 && (
        <div>
          <Button
            variant="secondary"
            isLoading={end.isPending}
            isDisabled={end.isPending}
            onClick={() => end.mutate(others)}
          >
            {words.endOthers}
          </Button>
        </div>
      )}
    </section>
  );
}
