import { Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { SessionView } from '../../../../src/api/contract.ts';
import { call } from '../../api/api.ts';
import { accountWords } from '../../words/people/account-words.ts';
import { ErrorPanel } from '../feedback/error-panel.tsx';
import { sayMoment } from '../feedback/say-time.ts';
import '../forms/entries.css';
import { sayBrowser } from './say-browser.ts';

const words = accountWords.sessions;

/** Logs browsers out, and reads the lists again. */
export function useEndSessions() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly string[]) => Promise.all(ids.map((id) => call('endSession', { params: { id } }))),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['sessions'] }),
  });
}

/** Browsers that are logged in, each with a button that ends it; the one that asks logs out in the header. */
export function SessionList({ sessions }: { sessions: readonly SessionView[] }) {
  const end = useEndSessions();
  if (sessions.length === 0) return <p className="mla-soft">{words.none}</p>;
  return (
    <>
      {end.isError && <ErrorPanel title={words.notEnded} error={end.error} />}
      <ul className="mla-entries">
        {sessions.map((session) => (
          <Entry key={session.id} session={session} busy={end.isPending} end={() => end.mutate([session.id])} />
        ))}
      </ul>
    </>
  );
}

interface EntryProps {
  readonly session: SessionView;
  readonly busy: boolean;
  readonly end: () => void;
}

function Entry({ session: { client, createdAt, address, current }, busy, end }: EntryProps) {
  const browser = sayBrowser(client);
  const since = words.since(sayMoment(createdAt), address ?? '');
  return (
    <li className="mla-entry">
      <div className="mla-entry-line">
        <div>
          <p className="mla-break">
            <strong>{browser}</strong>
          </p>
          <p className="mla-soft mla-small">{since}</p>
        </div>
        {current ? (
          <p className="mla-soft">{words.current}</p>
        ) : (
          <div className="mla-row">
            <Button
              variant="link"
              isInline
              isDanger
              aria-label={words.endOf(browser, since)}
              isDisabled={busy}
              onClick={end}
            >
              {words.end}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}
